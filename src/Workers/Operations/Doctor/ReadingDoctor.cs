using Workers.Ocr;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Operations.Doctor;

/// <summary>What reading needs of this machine, as the start asks for it, one line each.</summary>
internal static class ReadingDoctor
{
    private const string Part = DoctorParts.Reading;

    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(OcrOptions options, TimeProvider time, CancellationToken cancellation) =>
    [
        Line("poppler's tools run", (await PopplerCheck.FindFaultAsync(time, cancellation))?.Said),
        Line("Leptonica is loaded", LeptonicaLibrary.Check()),
        options.Witnesses is WitnessChoice.All
            ? Line("Tesseract runs and knows French (fra)", (await Tesseract.FindFaultAsync(time, cancellation))?.Said)
            : DoctorLine.Ok(Part, "Tesseract is not asked for (OCR_WITNESSES)"),
        Line("its folder for pages can be written", WorkFolders.FindFault(options, makes: false)?.ToString()),
        OfAbandoned(WorkFolders.FindAbandoned(options).Count),
    ];

    public static DoctorLine OfAbandoned(int folders) => folders == 0
        ? DoctorLine.Ok(Part, "no folder of an ended process is left")
        : DoctorLine.Warning(Part, FormattableString.Invariant($"{folders} folders of ended processes are left; the next start removes them"), "Workers doctor --fix");

    /// <param name="fault">What is wrong, with the remedy as its last sentence.</param>
    private static DoctorLine Line(string well, string? fault) => fault is null ? DoctorLine.Ok(Part, well) : DoctorLine.Fault(Part, fault);
}
