namespace Simulators.OtherRegistre;

// One enumeration per axis of OtherShape. The first value of each is the default.

internal enum Charset { Windows1252, Utf8, MetaOnly }

internal enum TagCase { Lower, Upper, Mixed }

internal enum Quotes { Double, Single, Bare }

internal enum Identifiers { Both, NamesOnly }

internal enum Layout { Tables, Nested, Blocks }

internal enum Labels { Cell, LabelFor, Below }

internal enum FieldOrder { AsListed, Reversed }

internal enum HiddenFields { Few, Many }

/// <summary>How the names that no source tells are spelt: list radios, buttons, unknown pages, scripts.</summary>
internal enum Naming { Sirf, Later, Terse }

internal enum Frames { Viewer, Deeper, WholeSite, None }

internal enum Entrance { Link, ImageMap, ImageLink, Button, BrowserNotice }

internal enum LoginButton { Input, Button, Image, Script }

internal enum Welcome { Plain, Greeting, Pictures, Bare }

internal enum AfterLogin { Welcome, Redirect, Notice, ScriptHop }

internal enum Refusal { Invalid, Incorrect, Unknown, Failed }

internal enum SecondLogin { EndsFirst, Refused, Asks, Tolerated }

internal enum Expiry { Entrance, ExpiredPage, LoginForm, LoginWithReturn, ScriptToTop }

internal enum HistoryLink { Text, Image, ClientFile, Script }

internal enum Cascade { PostBack, GetReload }

internal enum Placeholder { NullValue, Blank, Prompt }

internal enum OptionText { Plain, Capitals, Padded, WithCode }

internal enum SearchButton { Input, Button, Image, Script }

internal enum MessageForm { ContValErr, Font, SecondCell, Alert, PlainPage, Entities, Broken, Capitals }

internal enum LimitWording { Maximum, Quota, Reached, Tomorrow }

internal enum ConfirmButton { Input, Button, Image, Link, ScriptConfirm }

internal enum ConfirmWhen { PlansAndLarge, Always, Never }

internal enum ConfirmNote { None, Cost, Size, OrderBeside, CancelFirst }

/// <summary>The step at which a consultation is billed.</summary>
internal enum Billing { Confirm, Submit, Redirect, ViewerShown, PdfFetched }

/// <summary>What a repeated passage of the billing step costs: PerOrder, a fresh search alone; PerSession, nothing for the same document in the session; EachTime, every passage.</summary>
internal enum Rebilling { PerOrder, PerSession, EachTime }

internal enum Redirects { Four, Two, Three, Six }

internal enum RedirectForm { Relative, Absolute, RootRelative, PageHop }

/// <summary>The "document en préparation" page: 5, 15, 40 and, in the menu frame alone, 10 seconds before the time scale.</summary>
internal enum Preparing { None, MetaRefresh, Script, Long, InMenu }

/// <summary>How a consultation on its way is known: by a number in each address, or by the session, which knows only the last.</summary>
internal enum OrderState { Address, Session }

/// <summary>What the page frame holds: a picture of the first page or the index table, or the PDF itself.</summary>
internal enum ViewerBody { Page, Pdf }

internal enum SaveControl { MenuLink, TopLink, Image, Script, NewWindow, Button }

/// <summary>What stands beside Sauvegarder: a way out, or other buttons too, of which one orders a copy.</summary>
internal enum ViewerMenu { Short, Long }

internal enum PdfRoute { Direct, Redirect, PageThenFile }

internal enum PdfDelivery { Attachment, Inline, Undeclared, OddName, OctetStream, Chunked }

internal enum PdfMaking { Plain, Compressed, Kerned, HexText, ScansWithoutText }

internal enum PdfHeader { Lines, Sentence, Columns, Capitals, ValueFirst }

internal enum SimilarList { RadioFirst, RadioLast, PaperFirst, SeveralPages, Grouped }

/// <summary>What a search with a single answer leads to: the document, or a list of one row.</summary>
internal enum SingleAnswer { Direct, Listed }

internal enum PlanDates { Iso, Slashes, French }

internal enum PlanOrder { NewestFirst, NewestLast }

internal enum PlanList { Radios, WithOrder, Checkboxes, Links }

internal enum IndexTable { Rowspan, BlankCells, PlainCells, Nested }

internal enum ClosedForm { Status503, Status200, Weekend, FrameOnly }

internal enum HistoryOrder { NewestFirst, OldestFirst }

internal enum HistoryPaging { OnePage, Pages, PeriodForm }

internal enum HistoryDates { Iso, Slashes, French, DateOnly }

internal enum HistoryColumns { Separate, OneCell }

internal enum HistoryConsult { Link, Image, Button, NewWindow, OrderFirst }

/// <summary>How long an invoice takes to appear: 0, 20 and 90 seconds before the time scale.</summary>
internal enum HistoryDelay { None, Short, Long }

internal enum HistoryTotal { None, LastRow }

/// <summary>Whether the account has invoices from before the site was started, some of them for the same documents.</summary>
internal enum PastInvoices { None, Some }

internal enum InvoiceNumber { Text, PdfLink, Absent }

internal enum Description { Full, Abbreviated, Capitals, TypeWord, Number }

internal enum Prices { Comma, Point, DollarFirst, WithTax }

/// <summary>What looking again at an invoiced document costs: nothing, or a new consultation after a confirmation.</summary>
internal enum Reread { Free, Billed }
