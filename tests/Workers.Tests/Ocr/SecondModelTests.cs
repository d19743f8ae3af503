using Shouldly;
using Workers.Gemini;
using Xunit;

namespace Workers.Ocr;

/// <summary>A model that reads a page again is no second witness of its own reading.</summary>
public sealed class SecondModelTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData("", null, false)]
    [InlineData("gemini-2.5-flash", "gemini-2.5-flash", false)]
    [InlineData("gemini-2.5-pro", null, true)]
    [InlineData(" models/Gemini-2.5-Pro", null, true)]
    public void The_model_that_reads_first_counts_as_none_and_is_told(string? named, string? second, bool isTold)
    {
        var (ocr, gemini) = (new OcrOptions { SecondModel = named }, new GeminiOptions { IndexModel = "gemini-2.5-pro" });

        SecondModel.Of(ocr, gemini).ShouldBe(second);
        SecondModel.Warnings(ocr, gemini).Count().ShouldBe(isTold ? 1 : 0);
        SecondModel.Warnings(ocr, gemini).ShouldAllBe(warning => warning.StartsWith($"OCR_SECOND_MODEL={named} is GEMINI_INDEX_MODEL: "));
    }
}
