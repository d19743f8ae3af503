using Workers.Jobs;
using Workers.Office;
using Workers.Operations.Intake;

namespace Workers.Operations.Titles;

/// <summary>What is ordered of what a lot's title lacks (pure).</summary>
internal static class TitleOrders
{
    /// <summary>What nobody has ordered, under a key, so that two who order at once order once.</summary>
    /// <param name="isAll">Those too whose number may be wrong.</param>
    /// <param name="dossier">The office's file for which they are bought.</param>
    public static IEnumerable<DocumentOrder> Of(OfficeWords words, TitleReport report, bool isAll, string? dossier) =>
        from deed in report.Deeds
        where deed.State is DeedState.Missing && (isAll || !deed.InDoubt)
        let number = string.Concat(deed.Number.Where(sign => !char.IsWhiteSpace(sign)))
        let key = $"title {report.Circonscription} {deed.ActeType} {number}"
        select new DocumentOrder(
            report.Environment, new(DocumentSource.Acte, number, report.Circonscription, ActeType: deed.ActeType, IdempotencyKey: key, Dossier: dossier),
            words.Say("title.where", new() { ["page"] = deed.Page, ["line"] = deed.Line }));
}
