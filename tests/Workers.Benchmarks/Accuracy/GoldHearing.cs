using System.Runtime.CompilerServices;
using Simulators.Gold;
using Workers.Ocr;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses;

namespace Workers.Benchmarks.Accuracy;

/// <summary>Draws gold documents and hears every witness about each of their pages, as the reader of an index does.</summary>
internal sealed class GoldHearing : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workers-accuracy-").FullName;
    private readonly PageImages _images;
    private readonly PageWitnesses _witnesses;
    private readonly DeedWitnesses _deeds;

    public GoldHearing()
    {
        var options = new OcrOptions { Witnesses = WitnessChoice.All };
        _images = new(options, TimeProvider.System);
        _witnesses = new(options, _images, TimeProvider.System);
        _deeds = new(options, _witnesses, TimeProvider.System);
    }

    /// <param name="see">Gets each page's image too; null where nobody wants it.</param>
    public async IAsyncEnumerable<HeardPage> HearAsync(GoldDocument document, Func<HeardPage, PageImage, Task>? see = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var pdf = Path.Combine(_folder, $"{Guid.NewGuid():N}.pdf");
        await File.WriteAllBytesAsync(pdf, document.Pdf, cancellation);
        try
        {
            var description = await _images.DescribeAsync(pdf, cancellation);
            foreach (var truth in document.Truth.Pages)
            {
                var before = ProcessorTime.Now();
                var (image, said) = await _witnesses.PrepareAsync(pdf, description, truth.Number, _folder, cancellation);
                _ = said.Table;
                var took = ProcessorTime.Now() - before;
                var deed = truth.Template is Template.Deed ? (await _deeds.HearAsync(pdf, description, [truth.Number], _folder, cancellation))[truth.Number] : null;
                var heard = new HeardPage(document, truth, image.HasInk, said, deed, took);
                if (see is not null)
                {
                    await see(heard, image);
                }

                yield return heard;
            }
        }
        finally
        {
            File.Delete(pdf);
        }
    }

    public void Dispose()
    {
        _witnesses.Dispose();
        _images.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
