using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Ocr.OcrOptions))]

namespace Workers.Ocr;

/// <summary>How documents are read: pages, images, limits. Models and prices are the Gemini room's settings.</summary>
internal sealed class OcrOptions
{
    [Setting("OCR_TEMP_DIR", "Folder for page images while a document is read; default: the system's temporary folder.", Example = "/var/tmp/workers-ocr")]
    public string? TempFolder { get; init; }

    [Setting("OCR_MAX_PAGES", "A PDF with more pages is not read.", Min = 1, Max = 5000)]
    public int MaxPages { get; init; } = 300;

    [Setting("OCR_PDF_MAX_MB", "A larger PDF is not read.", Min = 1, Max = 2000)]
    public int MaxMegabytes { get; init; } = 200;

    [Setting("OCR_PAGE_DPI", "Resolution at which index pages are rendered.", Min = 100, Max = 600)]
    public int Dpi { get; init; } = 300;

    [Setting("OCR_PAGE_MAX_SIDE", "Longest side of a page image in pixels; larger pages are rendered smaller.", Min = 1000, Max = 10_000)]
    public int MaxSide { get; init; } = 4200;

    [Setting("OCR_JPEG_QUALITY", "Quality of the page images sent to the model.", Min = 30, Max = 100)]
    public int JpegQuality { get; init; } = 80;

    [Setting("OCR_PAGE_THREADS", "Page images prepared at the same time by all workers of a process together.", Min = 1, Max = 64)]
    public int PageThreads { get; init; } = 2;

    [Setting("OCR_PAGE_TIMEOUT_SECONDS", "Longest time one page may take to render.", Min = 5, Max = 3600)]
    public TimeSpan PageTimeout { get; init; } = TimeSpan.FromSeconds(90);

    [Setting("OCR_PAGE_MEMORY_MB", "Address space of the program that renders a page.", Min = 256, Max = 65_536)]
    public int PageMemory { get; init; } = 1536;

    [Setting("OCR_PAGE_CONCURRENCY", "Pages of one index that are with the model at the same time.", Min = 1, Max = 64)]
    public int PageConcurrency { get; init; } = 4;

    [Setting("OCR_PAGE_ASKS", "Times a page is asked at most: the first reading and its repeats.", Min = 1, Max = 5)]
    public int Asks { get; init; } = 3;

    [Setting("OCR_WITNESSES", "Who is asked about a page beside the model: all; text (the PDF's own, and of a scan its ink alone: rows and lines are counted); none.")]
    public WitnessChoice Witnesses { get; init; } = WitnessChoice.All;

    [Setting("OCR_SECOND_MODEL", "Model that reads anew the strips of an index page about which a witness says otherwise (default: GEMINI_INDEX_MODEL), and the whole of a scanned one that no witness could read (default: nobody does). GEMINI_INDEX_MODEL itself counts as none: it would confirm itself.", Example = "gemini-2.5-flash")]
    public string? SecondModel { get; init; }

    [Setting("OCR_UNWITNESSED", "A scanned page that no witness could read (of an index: nor a second model), or lines of it: review (it is for a person), or accept.")]
    public UnwitnessedChoice Unwitnessed { get; init; } = UnwitnessedChoice.Review;

    [Setting("OCR_ACTE_PAGES_PER_CALL", "Pages of an acte that one call transcribes.", Min = 1, Max = 100)]
    public int ActePagesPerCall { get; init; } = 12;

    [Setting("OCR_SHARE_RESULTS", "Whether a page that a stricter environment of this deployment (prod before staging before dev) has read serves here too, where content, model and prompt are the same.")]
    public bool SharesResults { get; init; } = true;

    [Setting("OCR_REVIEW_PICTURE_DAYS", "How long pictures of doubtful pages are kept on disk, in days; 'review show' draws them again from the stored PDF. 0: for ever.", Min = 0, Max = 3650)]
    public TimeSpan PicturesKept { get; init; } = TimeSpan.FromDays(14);

    [Setting("OCR_INLINE_MAX_MB", "An acte up to this size travels inside the call; a larger one goes through the Files API.", Min = 0, Max = 14)]
    public int InlineMegabytes { get; init; } = 12;
}

/// <summary>Who looks at a page beside the model.</summary>
internal enum WitnessChoice
{
    /// <summary>The text of the PDF, the ink of the page, and Tesseract where a page has no text of its own.</summary>
    All,

    /// <summary>The text of the PDF and the ink of the page: Tesseract need not be installed.</summary>
    Text,

    /// <summary>Nobody.</summary>
    None,
}

/// <summary>What becomes of a page that nobody but the model has read.</summary>
internal enum UnwitnessedChoice
{
    /// <summary>It is for a person.</summary>
    Review,

    /// <summary>It counts as any other; only a page written by hand is for a person.</summary>
    Accept,
}
