//! Published directories are imported whole or not at all, and a second time changes nothing.

use std::path::{Path, PathBuf};

use app::import_directory::{File, ImportError, Report, import_directory};
use support::{TestApp, on_both, say};

const REAL: [&str; 5] = [
    "jigyosho_130.csv",
    "jigyosho_430.csv",
    "01-1_hospital_facility_info_20250601.csv",
    "02-1_clinic_facility_info_20250601.csv",
    "05_pharmacy_20250601.csv",
];

fn file(path: &Path) -> File {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    File { name, bytes: std::fs::read(path).unwrap() }
}

fn fixture(name: &str) -> File {
    file(&PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/interchange/fixtures")).join(name))
}

fn sum(report: &Report, count: impl Fn(&app::import_directory::FileReport) -> usize) -> usize {
    report.files.iter().map(count).sum()
}

async fn organizations(app: &TestApp) -> usize {
    let session = app.app.session(app.coordinator());
    let kinds = domain::organization::OrganizationKind::ALL;
    let mut count = 0;
    for &kind in kinds {
        let filter = app::directory::DirectoryFilter { kind: Some(kind), ..Default::default() };
        count += app::directory::search(&session, &filter, None, 100_000).await.unwrap().len();
    }
    count
}

#[tokio::test]
async fn the_real_directories_make_9941_organizations_and_a_second_import_changes_nothing() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/open-data"));
    if !folder.exists() {
        say("not run: the real directories are not beside this project (shared/data/open-data)");
        return;
    }
    on_both(async |app| {
        let before = organizations(app).await;
        let files = || REAL.iter().map(|name| file(&folder.join(name))).collect::<Vec<_>>();
        let first = import_directory(&app.app, files()).await.unwrap();
        assert_eq!(sum(&first, |f| f.rows), 9_993);
        assert_eq!(sum(&first, |f| f.new), 9_941);
        assert_eq!(sum(&first, |f| f.repeated.len()), 52);
        assert_eq!(sum(&first, |f| f.rejected.len()), 0);
        assert_eq!(organizations(app).await - before, 9_941);
        let second = import_directory(&app.app, files()).await.unwrap();
        assert_eq!((sum(&second, |f| f.new), sum(&second, |f| f.changed)), (0, 0));
        assert_eq!(sum(&second, |f| f.unchanged), 9_941);
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_not_what_it_should_be_leaves_nothing_behind() {
    on_both(async |app| {
        let before = organizations(app).await;
        let good = fixture("care_service_130.csv");
        let utf16: Vec<u8> = "ID,正式名称\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cut = good.bytes[..good.bytes.len() - 40].to_vec();
        let foreign = "date,amount\n2026-11-20,5\n".as_bytes().to_vec();
        for (name, bytes) in
            [("utf16.csv", utf16), ("cut.csv", cut), ("foreign.csv", foreign), ("empty.csv", vec![])]
        {
            let files = vec![good.clone(), File { name: name.into(), bytes }];
            let error = import_directory(&app.app, files).await.unwrap_err();
            assert!(
                matches!(&error, ImportError::File { name: named, .. } if named == name),
                "{name}: {error}"
            );
            assert_eq!(organizations(app).await, before, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_somebody_stated_stays_where_a_newer_file_says_nothing_of_it() {
    on_both(async |app| {
        let file = fixture("care_service_130.csv");
        import_directory(&app.app, vec![file.clone()]).await.unwrap();
        app.execute(
            "UPDATE organization SET phone = '048-999-9999', email = 'mihon@example.jp' \
             WHERE name IN ('見本訪問看護ステーション', '見本第二訪問看護')",
        )
        .await;
        let newer = String::from_utf8(file.bytes.clone()).unwrap();
        let newer = newer.replace("048-000-0001", "048-000-0009");
        let newer = newer.replace("見本第二訪問看護,,", "見本第二訪問看護,ミホンダイニ,").into_bytes();
        let report = import_directory(&app.app, vec![File { bytes: newer, ..file }]).await.unwrap();
        assert_eq!(sum(&report, |f| f.changed), 2);
        let reached = "SELECT name || ' ' || phone || ' ' || email FROM organization \
                       WHERE email = 'mihon@example.jp' ORDER BY phone";
        assert_eq!(
            app.texts(reached).await,
            [
                "見本訪問看護ステーション 048-000-0009 mihon@example.jp",
                "見本第二訪問看護 048-999-9999 mihon@example.jp"
            ]
        );
        app.deliver().await;
    })
    .await;
}
