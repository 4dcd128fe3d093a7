//! How papers write a day stands beside the day that is chosen.

use serde_json::json;

use crate::site::in_browser;

/// What stands beside the day in a field.
const BESIDE: &str =
    "return document.getElementsByName(arguments[0])[0].parentElement.querySelector('output').value";
/// What happens when somebody chooses a day in the calendar.
const CHOOSE: &str = "const field = document.getElementsByName(arguments[0])[0];
    field.value = arguments[1];
    field.dispatchEvent(new Event('input', { bubbles: true }));";

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_is_chosen_is_written_beside_as_on_papers() {
    in_browser(async |site| {
        let window = site.window(site.app.social_worker()).await;
        assert_eq!(window.open("/admissions/new").await, 200);
        let beside = async |field: &str| window.ask::<String>(BESIDE, json!([field])).await;
        assert_eq!(beside("admittedOn").await, "令和8年11月20日", "what the page came with");
        assert_eq!(beside("expectedDischargeOn").await, "");
        for (chosen, written) in [
            ("2026-12-04", "令和8年12月4日"),
            ("2019-05-01", "令和元年5月1日"),
            ("1989-01-07", "昭和64年1月7日"),
            ("", ""),
        ] {
            let () = window.ask(CHOOSE, json!(["expectedDischargeOn", chosen])).await;
            assert_eq!(beside("expectedDischargeOn").await, written, "{chosen}");
        }
        window.close().await;
    })
    .await;
}
