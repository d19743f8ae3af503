using Workers.Registre.Matching;

namespace Workers.Registre.Recognition;

/// <summary>
/// Whether a form asks for a copy to be ordered by what is chosen in it, whatever its button says; and what chooses the consultation in its place.
/// A copy on paper costs several times a consultation, and nobody wants one. Pure.
/// </summary>
internal static class CopyOrders
{
    /// <summary>What the search itself chooses from: names of places and documents, whatever words they hold.</summary>
    private static readonly string[] Ours = [SiteFacts.Circonscription, SiteFacts.Cadastre, SiteFacts.Designation, SiteFacts.ActeType];

    /// <param name="button">What sends the form.</param>
    public static CopyOrder? Find(FrameSight frame, SeenControl button)
    {
        var sent = frame.Fields.Where(field => field.Form is null || button.Form is null || field.Form == button.Form).Where(field => !Ours.Any(field.IsCalled)).ToList();
        return sent.Where(Orders).Select(order => Judge(sent, order)).FirstOrDefault(order => order is not null);
    }

    private static CopyOrder? Judge(List<SeenField> sent, SeenField order)
    {
        var words = order.Means[0];
        if (order.Type is not "radio")
        {
            return order.IsChosen ? new(words, order.Type is "checkbox" ? order : null) : null;
        }

        var group = sent.Where(field => field.Type is "radio" && field.Form == order.Form && field.Names.Any(order.IsCalled)).ToList();
        if (group.Exists(field => field.IsChosen && !Orders(field)))
        {
            return null;
        }

        var consults = group.Where(field => !field.IsOfList && !Orders(field) && Says(field, SiteFacts.ConsultWords)).ToList();
        return order.IsChosen || consults.Count > 0 ? new(words, consults.Count == 1 ? consults[0] : null) : null;
    }

    private static bool Orders(SeenField field) => Says(field, SiteFacts.OrderWords) || field.Means.Any(said => said.Contains("comnd", StringComparison.OrdinalIgnoreCase));

    private static bool Says(SeenField field, string[] words) => field.Means.Any(said =>
    {
        var line = $" {FoldedText.Line(said)} ";
        return words.Any(word => line.Contains($" {word} ", StringComparison.Ordinal));
    });
}

/// <param name="Words">What the choice says of itself.</param>
/// <param name="Instead">What to press so that nothing is ordered: the choice that consults, or the order itself, which a second press takes back. Null where the page offers none.</param>
internal sealed record CopyOrder(string Words, SeenField? Instead);
