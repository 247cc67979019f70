//! Pages for what could not be done: what happened, why, and what to do next. Never the insides of the system.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use values::Text;

use crate::components::{heading, inset};
use crate::layout::Shell;

/// Why a page cannot be shown or an act was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    NotFound,
    /// The reader may not see or do this; `what` names it.
    Forbidden {
        what: Text,
    },
    /// Somebody else changed the same thing meanwhile.
    Conflict,
    /// The request makes no sense as sent; the text says what and what to do next.
    Unprocessable(Text),
    TooLarge,
    Unavailable,
    /// Something of ours failed; the reference finds it in the log.
    Internal {
        reference: String,
    },
}

impl PageError {
    pub fn status(&self) -> StatusCode {
        match self {
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Forbidden { .. } => StatusCode::FORBIDDEN,
            PageError::Conflict => StatusCode::CONFLICT,
            PageError::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            PageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            PageError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> Text {
        match self {
            PageError::NotFound => Text::new("没有找到这个页面", "Page not found"),
            PageError::Forbidden { .. } => Text::new("您没有权限", "You do not have access"),
            PageError::Conflict => Text::new("内容已被更新", "This has changed meanwhile"),
            PageError::Unprocessable(_) => Text::new("无法办理这个请求", "This request cannot be handled"),
            PageError::TooLarge => Text::new("提交的内容太大", "Too much was sent"),
            PageError::Unavailable => Text::new("服务暂时不可用", "The service is not available now"),
            PageError::Internal { .. } => Text::new("系统出现问题", "Something went wrong here"),
        }
    }

    fn what_happened(&self) -> Text {
        match self {
            PageError::NotFound => Text::new(
                "网址可能有误，或者页面已经移动，也可能这项业务不属于您。",
                "The address may be wrong, the page may have moved, or the case may not be yours.",
            ),
            PageError::Forbidden { what } => {
                Text::new(format!("您不能查看或办理：{}。", what.zh), format!("You may not see or do this: {}.", what.en))
            }
            PageError::Conflict => Text::new(
                "在您办理期间，另一个人更新了同一项业务。您的操作没有保存。",
                "Somebody else updated the same case while you worked on it. Your change was not saved.",
            ),
            PageError::Unprocessable(why) => why.clone(),
            PageError::TooLarge => {
                Text::new("文件或表单超过了可接收的大小，没有保存。", "The file or form is larger than can be received. Nothing was saved.")
            }
            PageError::Unavailable => Text::new(
                "系统正在维护或暂时繁忙。已经提交的业务不受影响。",
                "The system is being maintained or is very busy. What you sent before is safe.",
            ),
            PageError::Internal { .. } => Text::new(
                "这是系统的问题，不是您的操作错误。刚才的操作没有保存。",
                "This is our fault, not yours. What you just did was not saved.",
            ),
        }
    }

    fn next_step(&self) -> Text {
        match self {
            PageError::NotFound => Text::new("请核对网址，或从首页重新进入。", "Check the address, or start again from the start page."),
            PageError::Forbidden { .. } => Text::new(
                "如果您认为应当有权限，请联系您的管理员，或拨打 12333。",
                "If you think you should have access, ask your administrator or call 12333.",
            ),
            PageError::Conflict => {
                Text::new("请返回并刷新页面，查看最新内容后再办理。", "Go back, reload the page, look at what is there now and try again.")
            }
            PageError::Unprocessable(_) => Text::new("如仍有疑问，请拨打 12333。", "If this does not help, call 12333."),
            PageError::TooLarge => {
                Text::new("请压缩照片或分几次提交后重试。", "Make the pictures smaller or send them in several parts, and try again.")
            }
            PageError::Unavailable => {
                Text::new("请几分钟后再试；急需办理请拨打 12333。", "Try again in a few minutes; if it is urgent, call 12333.")
            }
            PageError::Internal { .. } => Text::new(
                "请稍后再试。如果问题仍在，请拨打 12333 并告知下面的编号。",
                "Try again later. If it still fails, call 12333 and give the reference below.",
            ),
        }
    }

    /// The page in the frame's language, with its status.
    pub fn render(&self, shell: &Shell) -> Response {
        (self.status(), self.page(shell)).into_response()
    }

    /// The page alone.
    pub fn page(&self, shell: &Shell) -> Markup {
        let shell = shell.titled(self.title());
        shell.page(self.body(&shell))
    }

    fn body(&self, shell: &Shell) -> Markup {
        let language = shell.language;
        html! {
            (heading(&self.title(), None, language))
            p.lead { (self.what_happened().in_language(language)) }
            p { (self.next_step().in_language(language)) }
            @if let PageError::Internal { reference } = self {
                (inset(html! { p { (language.pick("问题编号 ", "Reference ")) strong.reference { (reference) } } }))
            }
            p { a href="/" { (language.pick("回到首页", "Go to the start page")) } }
        }
    }
}
