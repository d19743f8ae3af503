using System.Text.Json.Nodes;
using Shouldly;
using Workers.Jobs.Outcomes;
using Workers.Office;
using Xunit;

namespace Workers.Ocr.Reviews;

/// <summary>Why a reading needs a review, as the office reads it.</summary>
public sealed class ReviewSentenceTests
{
    [Theory]
    [InlineData(null, "[]", null)]
    [InlineData(null, """[{"page": 3, "field": "nature"}]""", "page 3\u00A0: la nature de l’acte est en doute")]
    [InlineData(null, """[{"page": 3, "field": "nature", "decision": {}}, {"page": 4, "field": "confidence"}]""", "page 4\u00A0: confidence est en doute")]
    [InlineData("the PDF is cut off before its end", "[]", "le PDF est tronqué avant la fin")]
    public void A_doubt_has_its_sentence_also_where_the_reading_names_none(string? reason, string disputes, string? told)
    {
        var structure = new JsonObject { ["disputes"] = JsonNode.Parse(disputes), ["notes"] = reason is null ? null : new JsonArray((JsonNode?)Remark.Of("note.cut_off")) };

        ReviewSentence.Of(new OcrResult("", "", structure, 1, reason, 0, 0, 0), OfficeWords.French).ShouldBe(told);
    }
}
