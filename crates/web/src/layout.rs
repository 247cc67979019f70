//! The frame around every page.

use maud::{DOCTYPE, Markup, html};
use values::{Date, Language, Text};

use crate::assets;
use crate::components::{date, safe_href};
use crate::language::encoded;

/// Who the page is for; each has its own density.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    Public,
    /// A person's own pages.
    My,
    Employer,
    /// Staff: denser, with navigation at the side.
    Desk,
    /// A machine in a hall: larger type, larger targets.
    Kiosk,
}

impl Surface {
    fn class(self) -> &'static str {
        match self {
            Surface::Public => "surface-public",
            Surface::My => "surface-my",
            Surface::Employer => "surface-employer",
            Surface::Desk => "surface-desk",
            Surface::Kiosk => "surface-kiosk",
        }
    }

    fn home(self) -> &'static str {
        match self {
            Surface::Public => "/",
            Surface::My => "/my",
            Surface::Employer => "/employer",
            Surface::Desk => "/desk",
            Surface::Kiosk => "/kiosk",
        }
    }
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub display_name: String,
    pub role: Text,
    pub area_name: Text,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationItem {
    pub href: String,
    pub text: Text,
    pub current: bool,
}

impl NavigationItem {
    pub fn new(href: impl Into<String>, text: Text, current: bool) -> NavigationItem {
        NavigationItem { href: href.into(), text, current }
    }
}

/// What everybody must know now, such as the emergency in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    pub title: Text,
    pub detail: Text,
    /// Address and words of the page that says more.
    pub link: Option<(String, Text)>,
}

/// Everything of a page that is not its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    pub language: Language,
    pub surface: Surface,
    /// The page's title, without the agency's name.
    pub title: Text,
    /// The agency's name.
    pub agency: Text,
    pub viewer: Option<Viewer>,
    /// Path and query of this page, to which the language switch comes back.
    pub path: String,
    /// Shown where the business date is not the reader's own, as in the demonstration and on the desk.
    pub business_date: Option<Date>,
    pub banner: Option<Banner>,
    pub navigation: Vec<NavigationItem>,
    pub csrf_token: String,
    /// The title says so when a form was refused.
    pub has_errors: bool,
}

/// So many ways fit a phone without being in the way of the page.
const NAVIGATION_UNFOLDED: usize = 4;

impl Shell {
    /// A page for somebody not signed in; set the other fields as needed.
    pub fn new(surface: Surface, language: Language, title: Text) -> Shell {
        Shell {
            language,
            surface,
            title,
            agency: Text::new("社会保险经办机构", "Social Insurance Agency"),
            viewer: None,
            path: surface.home().to_owned(),
            business_date: None,
            banner: None,
            navigation: Vec::new(),
            csrf_token: String::new(),
            has_errors: false,
        }
    }

    /// The same frame for another title.
    pub fn titled(&self, title: Text) -> Shell {
        Shell { title, ..self.clone() }
    }

    /// The whole document. `body` holds the page's `h1`.
    pub fn page(&self, body: Markup) -> Markup {
        let language = self.language;
        html! {
            (DOCTYPE)
            html lang=(language.pick("zh-CN", "en")) class=(self.surface.class()) {
                (self.head())
                body {
                    a.skip-link href="#main" { (language.pick("跳到正文", "Skip to main content")) }
                    (self.header())
                    @if let Some(banner) = &self.banner { (self.emergency(banner)) }
                    div.page-frame.with-navigation[!self.navigation.is_empty()] {
                        @if !self.navigation.is_empty() { (self.navigation_bar()) }
                        main #main tabindex="-1" { (body) }
                    }
                    (self.footer())
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let language = self.language;
        let refused = if self.has_errors { language.pick("有误：", "Error: ") } else { "" };
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="theme-color" content="#0b5a66";
                meta name="format-detection" content="telephone=no";
                title { (refused) (self.title.in_language(language)) " – " (self.agency.in_language(language)) }
                link rel="stylesheet" href=(assets::style_address());
                link rel="icon" type="image/svg+xml" href=(assets::icon_address());
                link rel="manifest" href=(assets::MANIFEST_ADDRESS);
                script src=(assets::script_address()) defer {}
            }
        }
    }

    fn header(&self) -> Markup {
        let language = self.language;
        html! {
            header.site-header {
                div.header-inner {
                    a.word-mark href=(self.surface.home()) {
                        span.word-mark-name lang="zh-CN" { "云办" }
                        span.word-mark-agency { (self.agency.in_language(language)) }
                    }
                    div.header-tools {
                        @if let Some(day) = self.business_date {
                            span.business-date { (language.pick("业务日期 ", "Business date ")) (date(day, language)) }
                        }
                        @if let Some(viewer) = &self.viewer { (self.signed_in(viewer)) }
                        (self.language_switch())
                    }
                }
            }
        }
    }

    fn signed_in(&self, viewer: &Viewer) -> Markup {
        let language = self.language;
        html! {
            span.viewer {
                span.viewer-name { (viewer.display_name) }
                span.viewer-role { (viewer.role.in_language(language)) " · " (viewer.area_name.in_language(language)) }
            }
            form.sign-out method="post" action="/sign-out" {
                input type="hidden" name="csrf_token" value=(self.csrf_token);
                button.quiet-button type="submit" { (language.pick("退出", "Sign out")) }
            }
        }
    }

    fn language_switch(&self) -> Markup {
        let (code, tag, words) = match self.language {
            Language::Chinese => ("en", "en", "English"),
            Language::English => ("zh", "zh-CN", "中文"),
        };
        html! {
            a.language-switch href={ "/language/" (code) "?back=" (encoded(&self.path)) } lang=(tag) hreflang=(tag) rel="nofollow" { (words) }
        }
    }

    fn emergency(&self, banner: &Banner) -> Markup {
        let language = self.language;
        html! {
            section.emergency aria-label=(language.pick("重要通知", "Important notice")) {
                div.emergency-inner {
                    p.emergency-title { (banner.title.in_language(language)) }
                    p {
                        span.emergency-detail { (banner.detail.in_language(language)) " " }
                        @if let Some((href, words)) = &banner.link { a href=(safe_href(href)) { (words.in_language(language)) } }
                    }
                }
            }
        }
    }

    /// The ways of the surface. Where there are many, a phone shows them folded, so that what the page is about comes first; one of
    /// the two is always hidden from everybody.
    fn navigation_bar(&self) -> Markup {
        let language = self.language;
        let folds = self.navigation.len() > NAVIGATION_UNFOLDED;
        let current = self.navigation.iter().find(|item| item.current).map(|item| item.text.in_language(language));
        html! {
            nav.site-navigation.folds-on-phones[folds] aria-label=(language.pick("主导航", "Main")) { (self.navigation_list()) }
            @if folds {
                details.site-menu {
                    summary {
                        (language.pick("菜单", "Menu"))
                        @if let Some(current) = current { span.site-menu-current { (current) } }
                    }
                    nav aria-label=(language.pick("菜单", "Menu")) { (self.navigation_list()) }
                }
            }
        }
    }

    fn navigation_list(&self) -> Markup {
        let language = self.language;
        html! {
            ul {
                @for item in &self.navigation {
                    li { a href=(safe_href(&item.href)) aria-current=[item.current.then_some("page")] { (item.text.in_language(language)) } }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let language = self.language;
        html! {
            footer.site-footer {
                div.footer-inner {
                    p.hotline {
                        (language.pick("服务热线 ", "Hotline "))
                        a href="tel:12333" { "12333" }
                    }
                    ul.footer-links {
                        li { a href="/services" { (language.pick("全部服务", "All services")) } }
                        li { a href="/legal" { (language.pick("法律声明与个人信息保护", "Legal notice and privacy")) } }
                        li { a href="/accessibility" { (language.pick("无障碍说明", "Accessibility")) } }
                    }
                    p.footer-agency { (self.agency.in_language(language)) }
                }
            }
        }
    }
}
