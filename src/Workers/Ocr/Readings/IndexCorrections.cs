namespace Workers.Ocr.Readings;

/// <summary>The corrected form of an index page, and the list of what differs from the page as read. Pure.</summary>
internal static class IndexCorrections
{
    public static (IndexPage Page, IReadOnlyList<Correction> Changes) Apply(int number, IndexPage page)
    {
        var changes = new List<Correction>();
        var corrected = page with
        {
            Header = new(
                Spelling.Tidy(page.Header.Circonscription),
                Spelling.Tidy(page.Header.Cadastre),
                Spelling.Tidy(page.Header.Lot),
                Spelling.Tidy(page.Header.DesignationSecondaire)),
            Inscriptions = [.. page.Inscriptions.Select(line => Apply(number, line, changes))],
            OtherText = Spelling.Text(page.OtherText),
        };
        return (corrected, changes);
    }

    private static Inscription Apply(int page, Inscription line, List<Correction> changes)
    {
        string Change(string field, string from, string to)
        {
            // Spaces alone are no change worth showing.
            if (!string.Equals(Spelling.Tidy(from), to, StringComparison.Ordinal))
            {
                changes.Add(new(page, line.Line, field, from, to));
            }

            return to;
        }

        return line with
        {
            PresentationDate = Change("presentation_date", line.PresentationDate, Spelling.Date(line.PresentationDate)),
            PublicationNumber = Change("publication_number", line.PublicationNumber, Spelling.Number(line.PublicationNumber)),
            Nature = Spelling.Tidy(line.Nature),
            Parties = [.. line.Parties.Select(party => new Party(Spelling.Tidy(party.Name), Spelling.Tidy(party.Role)))],
            Remarks = Spelling.Tidy(line.Remarks),
            RadiationNumber = Change("radiation_number", line.RadiationNumber, Spelling.Number(line.RadiationNumber)),
            AddressNotices = [.. line.AddressNotices.Select(notice => Change("address_notices", notice, Spelling.Number(notice)))],
        };
    }
}
