//! What a call does to the world. Documents hardly ever say it (`x-bindery-effect`), so it is judged by method, path and
//! name; where that leaves a doubt, a call is taken for more than it is.

use crate::ir::{Effect, Method};

/// Verbs of names, and what operations that are called so do.
const VERBS: &[(Effect, &str)] = &[
    (Effect::Read, "count describe estimate fetch find get list lookup preview query read retrieve search"),
    (Effect::Create, "add create insert new"),
    (Effect::Update, "edit modify patch replace set update"),
    (Effect::Delete, "delete destroy purge remove wipe"),
    (Effect::Act, "abort accept activate answer approve archive assign ban block book buy cancel capture charge claim"),
    (Effect::Act, "clear close complete confirm connect deactivate decline deploy disable discard dismiss drop enable"),
    (Effect::Act, "execute expire flush generate grant graphql import impersonate increment invite invoke join kick"),
    (Effect::Act, "kill link lock login logout mark merge migrate move open pause pay pop promote publish reboot"),
    (Effect::Act, "redeem refresh refund register reindex reject renew request resend reset restart restore resume"),
    (Effect::Act, "retry revoke rollback rotate run seal send shutdown sign sql start stop submit subscribe suspend"),
    (Effect::Act, "sync terminate tidy toggle transfer trigger truncate unblock undo unlock unseal unsubscribe upload"),
    (Effect::Act, "verify void"),
];

/// Those that are as often nouns, and verbs only where a name begins with them.
const NOUNS: &str = "abort archive ban block book capture charge claim close connect count drop grant graphql import \
                     invite join link list lock login logout mark merge move new open patch pause pop preview query read \
                     refresh refund register request run search seal set sign sql start stop sync toggle transfer \
                     trigger upload void";

/// Words that say of a `GET` that it is one, wherever they stand.
const ASKING: &str = "can check download export has is show status view";

/// Verbs that end names which put the thing first.
const LAST: &str = "describe fetch get list show view";

/// Words before a verb that say nothing of what is done.
const NEUTRAL: &str = "api batch beta bulk by deprecated do multi perform post";

/// What to get by `POST` is to have made.
const SECRETS: &str = "credential key password secret token";

/// Texts that tell a server what to do, whatever the operation is called.
const PROGRAMS: &str = "code command expression program q query script sql statement";

/// Bytes of a name or a path beyond which nobody asks what its words mean. The longest of real documents have 300.
const LONGEST: usize = 2_000;

/// What a call does, by where it is sent, what the operation is called, and the names of what it takes as plain text.
pub(super) fn judged(method: Method, path: &str, name: &str, texts: &[&str]) -> Effect {
    match method {
        Method::Get | Method::Post if path.len() > LONGEST || name.len() > LONGEST => Effect::Act,
        Method::Get | Method::Head | Method::Options | Method::Trace => Called::new(path, name).by_get(),
        Method::Post => Called::new(path, name).by_post(texts),
        Method::Put | Method::Patch => Effect::Update,
        Method::Delete => Effect::Delete,
    }
}

/// What an operation is called.
struct Called {
    /// Whether the name as a whole begins with a verb that asks.
    asks: bool,
    /// The words of its name, without what comes before the verb.
    words: Vec<String>,
    /// Those of the last segment of its path; none if that is a parameter.
    last: Vec<String>,
}

impl Called {
    fn new(path: &str, name: &str) -> Called {
        let (before, last) = path.trim_end_matches('/').rsplit_once('/').unwrap_or_default();
        let fixed = if last.contains('{') { "" } else { last };
        // What has no name of its own is called by its path.
        let name = if name.contains(" /") { fixed } else { name };
        let part = name.rsplit(['.', '/']).next().filter(|part| words(part).any(|word| verb(&word).is_some()));
        // A verb stands at the beginning of a segment; what else is in a path are things.
        let things = words(last).enumerate().filter(|(i, word)| *i > 0 || verb(word).is_none()).map(|(_, word)| word);
        let things: Vec<String> = words(before).chain(things).collect();
        let is_thing = |word: &str| things.iter().any(|thing| singular(thing) == singular(word));
        let mut begun = false;
        let words = words(part.unwrap_or(name)).skip_while(|word| {
            if word.len() == 1 || among(NEUTRAL, word) {
                return true;
            }
            let noun = among(NOUNS, word);
            let may_be = verb(word).is_none_or(|effect| noun && (effect != Effect::Read || begun));
            let skipped = may_be && is_thing(word);
            begun |= skipped;
            skipped
        });
        let asks = self::words(name).next().is_some_and(|word| verb(&word) == Some(Effect::Read));
        Called { asks, words: words.collect(), last: self::words(fixed).collect() }
    }

    fn first(&self) -> Option<Effect> {
        self.words.first().and_then(|word| verb(word))
    }

    /// The first that changes something, nouns left aside; of `createOrUpdate` the greater.
    fn change(&self) -> Option<Effect> {
        let verbs = self.words.iter().filter(|word| !among(NOUNS, word)).filter_map(|word| verb(word));
        let mut changes = verbs.filter(|effect| *effect != Effect::Read);
        if self.has("or") || self.has("and") { changes.max() } else { changes.next() }
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|other| other == word)
    }

    /// Some change things by `GET`, and say so in their name or at the end of their path.
    fn by_get(&self) -> Effect {
        let asks = |word: &String| verb(word) == Some(Effect::Read) || among(ASKING, word);
        let last = || self.last.first().and_then(|word| verb(word)).filter(|_| !self.last.iter().any(asks));
        let changes = self.last.first().and_then(|word| verb(word)).is_some_and(|effect| effect != Effect::Read);
        // Of `seal_status` and `update_list` the last word counts, of `deleteSearch` the first.
        let noun = self.words.last().is_some_and(|word| among(LAST, word) && !changes)
            || self.words.first().is_some_and(|word| among(NOUNS, word)) && self.words.last().is_some_and(asks);
        match self.first() {
            Some(effect) if effect != Effect::Read && !noun && !self.asks => effect,
            _ if self.has("or") => self.change().unwrap_or(Effect::Read),
            _ if self.words.iter().any(asks) => Effect::Read,
            _ => self.change().or_else(last).unwrap_or(Effect::Read),
        }
    }

    /// Whoever asks by `POST` says so first; any other word is a doubt.
    fn by_post(&self, texts: &[&str]) -> Effect {
        let first = self.first();
        // To read by `POST` is to mark as read.
        let asks = first == Some(Effect::Read) && self.words.first().is_none_or(|word| word != "read");
        if asks && self.change().is_none() {
            let counts = self.has("count") || self.has("estimate");
            let secret = !counts && self.words.iter().any(|word| among(SECRETS, singular(word)));
            let raw = self.has("query") || self.has("script");
            let program = raw && texts.iter().any(|text| is_program(text));
            return if self.has("and") || self.has("or") || secret || program { Effect::Act } else { Effect::Read };
        }
        let last = || self.last.first().and_then(|word| verb(word));
        let changes = |effect: &Effect| *effect != Effect::Read;
        self.change().or(first.filter(changes)).or_else(|| last().filter(changes)).unwrap_or(Effect::Act)
    }
}

fn verb(word: &str) -> Option<Effect> {
    VERBS.iter().find(|(_, verbs)| among(verbs, word)).map(|(effect, _)| *effect)
}

/// `sql`, `sqlQuery`, `statements`
fn is_program(name: &str) -> bool {
    words(name).any(|word| among(PROGRAMS, singular(&word)))
}

fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|other| other == word)
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// The words of a name, in lower case: `issues/addLabels` has `issues`, `add` and `labels`.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        let begins = !before.is_ascii_alphabetic() || c.is_ascii_uppercase() && before.is_ascii_lowercase();
        match words.last_mut() {
            Some(word) if c.is_ascii_alphabetic() && !begins => word.push(c.to_ascii_lowercase()),
            _ if c.is_ascii_alphabetic() => words.push(c.to_ascii_lowercase().to_string()),
            _ => {}
        }
        before = c;
    }
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::judged;
    use crate::ir::{Effect, Method};

    #[test]
    fn effects_are_judged() {
        let cases = [
            (Method::Get, "/orders", "listOrders", Effect::Read),
            (Method::Get, "/cache/purge", "purgeCache", Effect::Delete),
            (Method::Get, "/new-releases", "getNewReleases", Effect::Read),
            (Method::Get, "/sets/{id}", "sets", Effect::Read),
            (Method::Get, "/calls/create", "GET /calls/create", Effect::Create),
            (Method::Get, "/sendMessage", "sendMessage", Effect::Act),
            (Method::Post, "/orders", "createOrder", Effect::Create),
            (Method::Post, "/orders/search", "POST /orders/search", Effect::Read),
            (Method::Post, "/checks/preview", "create_preview_check", Effect::Create),
            (Method::Post, "/sessions", "getOrCreateSession", Effect::Create),
            (Method::Post, "/lists/{id}", "list.removeMember", Effect::Delete),
            (Method::Post, "/lists/{id}/count", "incrementCount", Effect::Act),
            (Method::Post, "/orders/{id}/cancel", "cancelOrder", Effect::Act),
            (Method::Post, "/customers", "PostCustomers", Effect::Act),
            (Method::Post, "/sendMessage", "/sendMessage", Effect::Act),
            (Method::Post, "/getMe", "/getMe", Effect::Read),
            (Method::Post, "/repos/{r}/issues", "issues/create", Effect::Create),
            (Method::Post, "/receipts", "send_read_receipt", Effect::Act),
            (Method::Get, "/f/approve", "approveOrder", Effect::Act),
            (Method::Get, "/searches/{id}/delete", "deleteSearch", Effect::Delete),
            (Method::Get, "/lists/{id}/clear", "clearList", Effect::Act),
            (Method::Get, "/update/repositories", "system_update_list", Effect::Read),
            (Method::Get, "/lists/{id}/join-order", "get-/crm/v3/lists/join-order_getPage", Effect::Read),
            (Method::Get, "/status/reset", "resetStatus", Effect::Act),
            (Method::Get, "/tables/{id}/truncate", "truncateTable", Effect::Act),
            (Method::Post, "/messages/{id}/read", "readMessage", Effect::Act),
            (Method::Get, "/j", "user_delete", Effect::Delete),
            (Method::Get, "/pki/crl/rotate", "pki-rotate-crl", Effect::Act),
            (Method::Get, "/creds/{name}", "database-generate-credentials", Effect::Act),
            (Method::Get, "/runs/{id}", "run_get", Effect::Read),
            (Method::Get, "/imports/{id}", "getOrCreateImport", Effect::Create),
            (
                Method::Post,
                "/crm/v3/objects/contacts/search",
                "post-/crm/v3/objects/contacts/search_doSearch",
                Effect::Read,
            ),
            (Method::Post, "/orders/list", "orders.list", Effect::Read),
            (Method::Post, "/answerPreCheckoutQuery", "/answerPreCheckoutQuery", Effect::Act),
            (Method::Post, "/mark_all_as_read", "mark_all_as_read", Effect::Act),
            (Method::Post, "/radar/value_lists", "PostRadarValueLists", Effect::Act),
            (Method::Post, "/fetch_api_key", "fetch-api-key", Effect::Act),
            (Method::Post, "/alerts/list", "dismissAlertList", Effect::Act),
            (Method::Post, "/graphql", "graphqlQuery", Effect::Act),
            (Method::Post, "/companies", "createOrUpdateCompany", Effect::Update),
            (Method::Post, "/transfer/get", "transferGet", Effect::Read),
            (Method::Post, "/transfer/create", "transferCreate", Effect::Create),
            (Method::Post, "/signature_request/remove/{id}", "signatureRequestRemove", Effect::Delete),
            (Method::Post, "/v1/radar/value_list_items", "PostRadarValueListItems", Effect::Act),
            (Method::Post, "/chat/loading/start", "showLoadingAnimation", Effect::Act),
            (Method::Get, "/invites/{code}", "invite_resolve", Effect::Read),
            (Method::Post, "/multi_search", "multiSearch", Effect::Read),
            (Method::Post, "/stock_transfers", "createStockTransfer", Effect::Create),
            (Method::Post, "/sync/delta-sync", "getDeltaSync", Effect::Read),
            (Method::Post, "/search/smart", "searchSmart", Effect::Read),
            (Method::Post, "/{projectKey}/orders/search", "ByProjectKeyOrdersSearchPost", Effect::Read),
            (Method::Post, "/v2/memories/search/", "memories_search_v2", Effect::Read),
            (Method::Post, "/v1/messages/count_tokens?beta=true", "beta_messages_count_tokens_post", Effect::Read),
            (Method::Get, "/seal-status", "seal-status", Effect::Read),
            (Method::Get, "/doorlock/settings/{id}", "DoorLockSettingsController_single", Effect::Read),
            (Method::Get, "/artifacts/{archive_format}", "actions/download-artifact", Effect::Read),
            (Method::Get, "/monitor/can_delete", "CheckCanDeleteMonitor", Effect::Read),
            (Method::Put, "/orders/{id}", "x", Effect::Update),
            (Method::Delete, "/orders/{id}", "x", Effect::Delete),
        ];
        for (method, path, name, effect) in cases {
            assert_eq!(judged(method, path, name, &[]), effect, "{method:?} {path} {name}");
        }
        let programs = [
            ("/d1/{id}/query", "d1-query-database", "sql", Effect::Act),
            ("/query", "PostQueryV1", "q", Effect::Act),
            ("/databases/{id}/query", "post-database-query", "filter", Effect::Read),
            ("/search", "searchOrders", "query", Effect::Read),
        ];
        for (path, name, text, effect) in programs {
            assert_eq!(judged(Method::Post, path, name, &[text]), effect, "{path} {name} {text}");
        }
    }
}
