//! The form that was not accepted, on the page again: what it calls its fields there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the fields of one form are called on its page; nothing while the form is not on it.
#[derive(Clone, Debug, Default)]
pub struct Returned(Arc<Mutex<Option<Vec<Called>>>>);

#[derive(Debug)]
struct Called {
    field: String,
    label: String,
    /// The heading it stands under.
    legend: Option<String>,
}

impl Returned {
    fn fields(&self) -> MutexGuard<'_, Option<Vec<Called>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The form is on the page.
    pub(super) fn begin(&self) {
        self.fields().get_or_insert_default();
    }

    /// It has a field.
    pub(super) fn add(&self, field: &str, label: &str, legend: Option<&str>) {
        let called =
            Called { field: field.to_owned(), label: label.to_owned(), legend: legend.map(str::to_owned) };
        self.fields().get_or_insert_default().push(called);
    }

    /// Its last field is called otherwise.
    pub(super) fn rename(&self, label: &str) {
        if let Some(last) = self.fields().as_mut().and_then(|fields| fields.last_mut()) {
            label.clone_into(&mut last.label);
        }
    }

    /// Whether the form is on the page.
    pub fn is_there(&self) -> bool {
        self.fields().is_some()
    }

    /// What a field is called there, with its heading where several are called so.
    pub fn label(&self, field: &str) -> Option<String> {
        let fields = self.fields();
        let fields = fields.as_ref()?;
        let found = fields.iter().find(|called| called.field == field)?;
        let is_shared =
            fields.iter().any(|called| called.label == found.label && called.field != found.field);
        Some(match found.legend.as_ref().filter(|_| is_shared) {
            Some(legend) => format!("{legend} {}", found.label),
            None => found.label.clone(),
        })
    }
}
