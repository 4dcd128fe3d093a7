//! Rules are checked while they are typed.

use serde_json::json;

use crate::{
    hand::{Hand, Someone},
    site::in_browser,
};

/// Types something else into the text, as a hand would at its end.
const TYPE: &str = "const field = document.getElementsByName('file')[0];
    field.focus();
    field.value = field.value.replace(arguments[0], arguments[1]);
    field.dispatchEvent(new Event('input', { bubbles: true }));";
const HOLDS: &str = "return document.getElementsByName('file')[0].value.includes(arguments[0])
    && document.activeElement.name === 'file'";

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_checked_while_they_are_typed_and_what_is_typed_stays() {
    in_browser(async |site| {
        let hub = Someone::new(site.window(site.app.coordinator()).await, Hand::Mouse).looking_around();
        hub.window.open("/rules/edit").await;
        hub.go("書き始めのひな形を選ぶ › 今治圏域 入退院支援ルール").await;
        hub.sees("書式に誤りはありません").await;
        let types = async |from: &str, to: &str| hub.window.ask::<()>(TYPE, json!([from, to])).await;
        types("care_manager = assigned", "care_manger = assigned").await;
        hub.sees("候補: care_manager").await;
        assert!(
            hub.window.ask::<bool>(HOLDS, json!(["care_manger = assigned"])).await,
            "the keyboard stays there"
        );
        types("care_manger = assigned", "care_manager = none").await;
        hub.sees("書式に誤りはありません").await;
        let other = Someone::new(site.window(site.app.coordinator()).await, Hand::Mouse).looking_around();
        other.window.open("/rules/edit?from=imabari").await;
        site.app.pass(time::Duration::seconds(1));
        types("care_manager = none", "care_manager = assigned").await;
        hub.go("公開の確認に進む").await;
        hub.sees("このままでは公開できません").await;
        hub.go("公開せずに、書く画面に戻る").await;
        hub.sees("書式に誤りはありません").await;
        other.window.ask::<()>(TYPE, json!(["今治", "見本"])).await;
        other.sees("ほかの画面でも、この本文を書いています").await;
        other.leave().await;
        hub.leave().await;
    })
    .await;
}
