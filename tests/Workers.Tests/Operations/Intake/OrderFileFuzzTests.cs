using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Intake;

/// <summary>Seeded bytes of files: each is read, or refused with a place, and nothing else happens. <c>TEST_FUZZ_TIMES</c> multiplies the cases.</summary>
public sealed partial class OrderFileFuzzTests
{
    private const string Csv = "sep=;\r\ndocument_source;document_number;circonscription_fonciere;cadastre\r\nindex;=\"00123\";\"Saint-\"\"Jean\"\"\";Québec\r\nindex;1 234 567;Montréal;Québec\n";
    private const string Json = """[{"document_source":"index","document_number":1111110,"circonscription_fonciere":"Montr\u00e9al","cadastre":"Québec"}, /* all */ {"document_source":null}]""";

    private static readonly byte[][] Splices = [[0], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xE9], [0xC3], "\""u8.ToArray(), "\r"u8.ToArray(), ";"u8.ToArray(), "\\ud83d"u8.ToArray(), "{["u8.ToArray(), "=\""u8.ToArray(), "1E+06"u8.ToArray()];

    private static readonly Encoding[] Encodings = [new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.Latin1];
    private static readonly Encoding[] Written = [new UTF8Encoding(false), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, FileText.Windows1252];

    private static int Cases { get; } = FuzzBudget.Cases(3000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_bytes_come_they_are_rows_or_refused_with_a_place(bool isJson)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var encoding = Encodings[random.Next(Encodings.Length)];
            var bytes = Mutated([.. encoding.GetPreamble(), .. encoding.GetBytes(isJson ? Json : Csv)], random);
            try
            {
                var plan = IntakePlan.Of(new(OrderFile.Read(bytes, isJson).Rows, TargetEnvironment.Dev, SkipBad: true), [TargetEnvironment.Dev]);
                plan.Faults.ShouldAllBe(fault => RowPlace().IsMatch(fault.Place));
                plan.Orders.ShouldAllBe(order => order.Document.DocumentNumber.All(character => !char.IsControl(character) && !char.IsSurrogate(character)));
            }
            catch (FormatException refusal)
            {
                FilePlace().IsMatch(refusal.Message).ShouldBeTrue($"seed {seed}: {refusal.Message}");
            }
            catch (Exception other) when (other is not ShouldAssertException)
            {
                throw new ShouldAssertException($"seed {seed}, {Convert.ToHexString(bytes)}", other);
            }
        }
    }

    [Fact]
    public void What_is_written_in_any_encoding_with_any_separator_is_read_back_as_it_was()
    {
        string[] names = ["Montréal", "Saint-\"Jean\"", "L’Île; Dorval", "Québec, ville", "Sainte-Cœur", "Laval"];
        for (var seed = 0; seed < Cases / 10; seed++)
        {
            var random = new Random(seed);
            var (encoding, separator, end) = (Written[random.Next(Written.Length)], ",;\t"[random.Next(3)], new[] { "\r\n", "\n", "\r" }[random.Next(3)]);
            var rows = Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => (Number: random.Next(1, 9_999_999).ToString(CultureInfo.InvariantCulture), Name: names[random.Next(names.Length)], Cadastre: names[random.Next(names.Length)])).ToList();
            var text = new StringBuilder(random.Next(3) == 0 ? $"sep={separator}{end}" : "");
            text.AppendJoin(separator, "document_source", "document_number", "circonscription_fonciere", "cadastre").Append(end);
            foreach (var (number, name, cadastre) in rows)
            {
                text.AppendJoin(separator, "index", number, Quoted(name, random), Quoted(cadastre, random)).Append(end);
            }

            byte[] written = [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())];
            var plan = IntakePlan.Of(new(OrderFile.Read(written, isJson: false).Rows, TargetEnvironment.Dev, SkipBad: false), [TargetEnvironment.Dev]);

            plan.Faults.ShouldBeEmpty($"seed {seed}");
            plan.Orders.Select(order => (order.Document.DocumentNumber, order.Document.CirconscriptionFonciere!, order.Document.Cadastre!)).ShouldBe(rows, $"seed {seed}");
        }
    }

    private static string Quoted(string name, Random random) =>
        random.Next(2) == 0 || name.AsSpan().IndexOfAny(",;\"") >= 0 ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    private static byte[] Mutated(List<byte> bytes, Random random)
    {
        for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Splices[random.Next(Splices.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex("^(?:line|item) [0-9]+$", RegexOptions.None, 1000)]
    private static partial Regex RowPlace();

    // What concerns the whole file has no line.
    [GeneratedRegex("^(?:(?:line|item) [0-9]+[,:] |the file is |found )", RegexOptions.None, 1000)]
    private static partial Regex FilePlace();
}
