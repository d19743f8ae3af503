using System.Globalization;
using Simulators.Gold.Truths;

namespace Simulators.Gold.Contents;

/// <summary>One paragraph of a deed before it is laid out. A titled one is centred; a signed one is written by a hand.</summary>
internal sealed record Passage(string Text, string? Clause = null, IReadOnlyList<GoldAmount>? Amounts = null, bool Title = false, bool Signature = false);

/// <summary>The text of a notarial deed: an opening, clauses without end, and a closing that is put where there is room.</summary>
internal sealed class Deeds(GoldDeed deed, Place place, Language language, Random random)
{
    private static readonly string[] Towns = ["Longueuil", "Rimouski", "Saint-Hyacinthe", "Chicoutimi", "Granby", "Terrebonne", "Trois-Pistoles"];

    private readonly string giver = Names.Person(random);
    private readonly string receiver = Names.Person(random);
    private readonly string notary = Names.Person(random);
    private readonly string town = random.Pick(Towns);

    public IEnumerable<Passage> Opening()
    {
        var date = Written.InWords(deed.Date, language);
        if (language == Language.English)
        {
            yield return new(deed.Nature.ToUpperInvariant(), Title: true);
            yield return new($"Minute No. {deed.Minute}. Published at the registration division of {place.Circonscription} under number {Written.Grouped(deed.PublicationNumber, ' ')}.");
            yield return new($"ON THIS {date}, BEFORE Mtre {notary}, the undersigned notary for the Province of Quebec, practising at {town}, APPEARED:");
            yield return new($"{giver}, residing at {random.Next(2, 900)} Main Street, {town}, hereinafter called \"the party of the first part\"; AND {receiver}, residing at {random.Next(2, 900)} Church Street, {random.Pick(Towns)}, hereinafter called \"the party of the second part\";");
            yield return new($"WHO have agreed as follows concerning lot {place.Lot} of the cadastre \"{place.Cadastre}\", registration division of {place.Circonscription}:");
            yield break;
        }

        yield return new(deed.Nature.ToUpperInvariant(), Title: true);
        yield return new($"Minute no {deed.Minute}. Publié à la circonscription foncière de {place.Circonscription} sous le numéro {Written.Grouped(deed.PublicationNumber, ' ')}.");
        yield return new($"LE {date}, DEVANT Me {notary}, notaire soussigné pour la province de Québec, exerçant à {town}, COMPARAISSENT:");
        yield return new($"{giver}, demeurant au {random.Next(2, 900)}, rue Principale, à {town}, ci-après « la première partie »; ET {receiver}, demeurant au {random.Next(2, 900)}, rue de l'Église, à {random.Pick(Towns)}, ci-après « la deuxième partie »;");
        yield return new($"LESQUELS conviennent de ce qui suit à l'égard du lot {place.Lot} du cadastre « {place.Cadastre} », circonscription foncière de {place.Circonscription}:");
    }

    /// <summary>Numbered clauses, one after another; those of one round all differ, a later round has other amounts.</summary>
    public IEnumerable<Passage> Clauses()
    {
        for (var number = 1; ;)
        {
            var round = (language == Language.English ? ClauseTexts.English : ClauseTexts.French).ToArray();
            random.Shuffle(round);
            foreach (var text in round)
            {
                var clause = string.Create(CultureInfo.InvariantCulture, $"{number++}.");
                List<GoldAmount> amounts = [];
                yield return new($"{clause} {Fill(text, amounts)}", clause, amounts);
            }
        }
    }

    public IEnumerable<Passage> Closing()
    {
        yield return new(language == Language.English
            ? $"WHEREOF ACTE at {town}, under number {deed.Minute} of the original minutes of the undersigned notary. AND AFTER DUE READING HEREOF, the parties have signed."
            : $"DONT ACTE à {town}, sous le numéro {deed.Minute} des minutes du notaire soussigné. LECTURE FAITE, les parties signent en présence du notaire.");
        yield return new(giver, Signature: true);
        yield return new(receiver, Signature: true);
        yield return new($"{notary}, {(language == Language.English ? "notary" : "notaire")}", Signature: true);
    }

    private string Fill(string text, List<GoldAmount> amounts)
    {
        while (text.Contains("{amount}", StringComparison.Ordinal))
        {
            var amount = Written.Amount(random.Happens(0.5) ? random.Next(1, 400) * 500 : random.Next(150, 480_000), language);
            amounts.Add(amount);
            text = Once(text, "{amount}", $"{amount.Words} ({amount.Figures})");
        }

        var due = deed.Date.AddDays(random.Next(30, 4000));
        text = text.Replace("{date}", Written.InWords(due, language), StringComparison.Ordinal)
            .Replace("{rate}", string.Create(CultureInfo.InvariantCulture, $"{random.Next(3, 14)}{(language == Language.English ? "." : ",")}{random.Next(0, 4) * 25:00}"), StringComparison.Ordinal)
            .Replace("{earlier}", Written.Grouped(random.Next(20_000, 900_000).ToString(CultureInfo.InvariantCulture), ' '), StringComparison.Ordinal);
        return text;
    }

    private static string Once(string text, string what, string by)
    {
        var at = text.IndexOf(what, StringComparison.Ordinal);
        return text[..at] + by + text[(at + what.Length)..];
    }
}
