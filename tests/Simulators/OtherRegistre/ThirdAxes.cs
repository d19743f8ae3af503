namespace Simulators.OtherRegistre;

// The third set of axes of OtherShape: what a page of the years around 2000 carries beside its matter. The first value of each is the default.

/// <summary>How the groups of a long number are parted where a page shows it.</summary>
internal enum NumberSpaces { Spaces, NoBreak, Narrow, Ungrouped }

/// <summary>The spaces inside names of places.</summary>
internal enum NameSpaces { Plain, NoBreak, Doubled }

/// <summary>The apostrophe in names of places; Numeric is the reference &amp;#146; of old editors.</summary>
internal enum Apostrophes { Straight, Curly, Numeric }

internal enum Accents { Raw, Named, Numeric }

internal enum EndTags { Written, Omitted }

internal enum Shell { Html401, Xhtml, BlankLines, NoDoctype }

/// <summary>Whether a page keeps an older form of itself in a comment.</summary>
internal enum Remarks { None, OldMarkup }

internal enum Indents { None, Lines }

internal enum Fonts { None, FontTags, Underlined }

/// <summary>The charset that a windows-1252 page claims.</summary>
internal enum CharsetLabel { Own, Latin1, Absent }

internal enum Addresses { Rooted, AntiCache, SessionId, BaseHref, FolderCase, Absolute }

/// <summary>What the navigation bar is made of.</summary>
internal enum Bar { Links, Map, Forms }

/// <summary>What stands around the matter of each page.</summary>
internal enum Surroundings { None, SearchAbove, SearchBelow, Advertisement, News, Help, HiddenCopies }

internal enum MessagePlace { Above, Below, EmptyBox, Twice }

internal enum MessageWords { Plain, Coded, Advised }

internal enum LoginExtra { None, OccasionalFirst, KindRadios }

/// <summary>Whether the page regroups the lot with a leading space when the field is left.</summary>
internal enum LotField { Plain, Reformats }

/// <summary>Whether a search form comes with the circonscription and the cadastre of the last search.</summary>
internal enum Memory { None, LastChoice }

internal enum ChoiceOrder { AsListed, FrequentFirst, RenovatedLast }

internal enum SimilarRows { Plain, Legend, Separators, Preselected, PaperDisabled, ExtraColumns, TwoLines }

internal enum PlanRows { Plain, Preselected, TwoDates, Totals, CompactDates }

internal enum ConfirmExtra { None, Tariff, ServiceRadios }

/// <summary>The status of the redirects between Soumettre or Confirmer and the viewer.</summary>
internal enum HopStatus { Found, SeeOther, Temporary }

/// <summary>A page that stands once between the last redirect and the viewer.</summary>
internal enum Interim { None, AutoForm, RefreshHeader }

internal enum FrameSet { Plain, MenuByScript, Decoys, NoFrames }

internal enum SaveExtra { None, HelpFirst, Twice }

internal enum Wire { Plain, Chunked, Gzip, NoCache, Closing }

/// <summary>Several: with cookies of preferences; Renewed: another session number after the login.</summary>
internal enum Cookies { One, Several, Renewed }

/// <summary>What the document's pages carry; a TitlePage comes before the pages that the document counts.</summary>
internal enum PdfTrim { Plain, TitlePage, Watermark, NoBreakNumbers, KernedNumbers, Decomposed, LabelsThenValues, Concordance, Spaced, Rotated }

/// <summary>Appended: an incremental update at the end; BlankLines: line ends before and after, as ASP leaves them.</summary>
internal enum PdfFile { Plain, Appended, BlankLines }

internal enum PdfLabel { Plain, EncodedName, ForceDownload, OldType, Capitals }

internal enum HistoryGroups { None, PerDay, SubTotals, Rowspan, TwoTables }

/// <summary>Rows of the history that are no consultation.</summary>
internal enum HistoryOthers { None, Fees, Credits }

internal enum HistoryStamp { Plain, TwoCells, Abbreviated, Compact }

internal enum HistoryChoice { EachRow, Radios }

/// <summary>Whether an invisible copy of the table, for the printer, stands beside it.</summary>
internal enum HistoryCopy { None, Printable }

internal enum HistoryDetail { None, ThreeCells, ExtraColumns }

internal enum IndexRows { Plain, HeadsRepeated, Rules }

internal enum Dialogs { None, Alert, NewsWindow }

/// <summary>A form of a paid step that would order a copy, whatever its button says, if it were sent as it comes.</summary>
internal enum CopyOffer { None, RadioChosen, RadioAfterLabel, NothingChosen, TickedAsWell }
