//! The HTTP part of signing in (protocol page, section 1), in a task of its own.

use crate::clock::Clock;
use crate::constants_copy::ConstantsCopy;
use crate::happening::Happening;
use crate::http::Http;
use reo_contact_centre::sign_in::{self, BaseAddress, Login, TokenForm, parse_check_partner, parse_login};
use reo_contact_centre::{Constants, LocalTime, SignInError, SignedIn};
use reo_model::{Domain, Redacted};
use reo_phone::Account;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Signs in, one attempt at a time.
#[derive(Debug)]
pub(crate) struct SignInDesk {
    office: Office,
    happenings: mpsc::Sender<Happening>,
    running: Option<JoinHandle<()>>,
}

/// What an attempt needs.
#[derive(Clone, Debug)]
struct Office {
    http: Http,
    copy: ConstantsCopy,
    clock: Clock,
}

impl SignInDesk {
    pub(crate) fn new(
        http: Http,
        copy: ConstantsCopy,
        clock: Clock,
        happenings: mpsc::Sender<Happening>,
    ) -> Self {
        Self { office: Office { http, copy, clock }, happenings, running: None }
    }

    /// Begins an attempt and drops a running one.
    pub(crate) fn begin(&mut self, attempt: u64, account: Account) {
        let (office, happenings) = (self.office.clone(), self.happenings.clone());
        let task = tokio::spawn(async move {
            let result = office.sign_in(account).await.map(Box::new);
            // The loop is gone: there is nobody to tell.
            let _ = happenings.send(Happening::SignIn { attempt, result }).await;
        });
        if let Some(older) = self.running.replace(task) {
            older.abort();
        }
    }
}

impl Office {
    async fn sign_in(&self, account: Account) -> Result<SignedIn, SignInError> {
        // A plain SIP account has no HTTP part.
        let Account::ContactCentre { base, domain, token } = account else {
            return Err(SignInError::BadAddress);
        };
        let base = BaseAddress::parse(&base)?;
        let result = self.ask(&base, domain, &token).await;
        result.map_err(|error| match LocalTime::at(self.clock.now(), LocalTime::VIETNAM) {
            Some(now) => error.explained_by(&token, now),
            None => error,
        })
    }

    async fn ask(
        &self,
        base: &BaseAddress,
        domain: Domain,
        token: &Redacted<String>,
    ) -> Result<SignedIn, SignInError> {
        let login = self.login(base, &domain, token).await?;
        let token = login.token.unwrap_or_else(|| token.clone());
        let constants = self.constants(base).await?;
        let api = sign_in::api_base(base, &constants);
        let answer = self.http.send(sign_in::check_partner(&api, &domain, &token)).await?;
        let facts = parse_check_partner(answer.status, &answer.body)?;
        Ok(SignedIn { domain, token, facts, constants })
    }

    /// As JSON, and where that is not read, as a form: both are in use.
    async fn login(
        &self,
        base: &BaseAddress,
        domain: &Domain,
        token: &Redacted<String>,
    ) -> Result<Login, SignInError> {
        let mut refusal = None;
        for form in [TokenForm::Json, TokenForm::Form] {
            let answer = self.http.send(sign_in::login(base, domain, token, form)).await?;
            match parse_login(answer.status, &answer.body) {
                Ok(login) => return Ok(login),
                Err(error @ (SignInError::UnknownDomain | SignInError::DomainExpired)) => return Err(error),
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        Err(refusal.unwrap_or(SignInError::NotUnderstood))
    }

    async fn constants(&self, base: &BaseAddress) -> Result<Constants, SignInError> {
        match self.fetch_constants(base).await {
            Some(constants) => {
                self.copy.keep(base, &constants).await;
                Ok(constants)
            }
            None => self.copy.earlier(base).await.ok_or(SignInError::Constants),
        }
    }

    async fn fetch_constants(&self, base: &BaseAddress) -> Option<Constants> {
        let answer = self.http.send(sign_in::constants(base)).await.ok()?;
        if !(200..300).contains(&answer.status) {
            tracing::warn!(status = answer.status, "the constants file is not given");
            return None;
        }
        let parsed = Constants::parse(&answer.body);
        parsed.inspect_err(|error| tracing::warn!(%error, "the constants file is of no use")).ok()
    }
}
