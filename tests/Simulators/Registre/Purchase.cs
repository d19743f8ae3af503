namespace Simulators.Registre;

/// <summary>The way from a found document to the viewer: confirmation where the site asks for one, the charge, the redirects.</summary>
internal static class Purchase
{
    /// <summary>Pages that only send on to the next one, after the answer to the form itself.</summary>
    private const int Preparations = 3;

    /// <summary>A form has found exactly this document.</summary>
    public static async Task OfferAsync(Visit visit, RegisteredDocument document)
    {
        if (await visit.FaultedAsync(Step.Submit, document))
        {
            return;
        }

        if (document.AsksConfirmation)
        {
            visit.Session.Pending = document;
            await visit.RedirectAsync(SitePaths.Confirmation);
            return;
        }

        await PayAsync(visit, document);
    }

    /// <summary>The last form is sent: the answer charges, or leads to what does.</summary>
    public static Task PayAsync(Visit visit, RegisteredDocument document)
    {
        if (visit.World.Faults.Strike(FaultName.BilledOnTheWay, Step.Charged, document) is null)
        {
            return ChargeAsync(visit, document);
        }

        visit.Session.Pending = document;
        return visit.RedirectAsync($"{SitePaths.Preparation}?etape=0");
    }

    private static async Task ChargeAsync(Visit visit, RegisteredDocument document)
    {
        var world = visit.World;
        var line = world.Bill.Charge(
            visit.Session.Account, document, world.Options.Price, world.Options.Time.GetUtcNow(), world.Options.DailyCap);
        if (line is null)
        {
            await visit.HtmlAsync(Html.Page("Consultation", Html.Message(visit.Texts.DailyCapReached)));
            return;
        }

        if (!await visit.FaultedAsync(Step.Charged, document))
        {
            await visit.RedirectAsync($"{SitePaths.Preparation}?noConsl={line.Id}&etape=1");
        }
    }

    /// <summary>One link of the chain of redirects that ends at the viewer.</summary>
    public static async Task PrepareAsync(Visit visit)
    {
        var id = visit.Query("noConsl");
        var step = visit.QueryNumber("etape");
        if (step == 0 && visit.Session.Pending is { } document)
        {
            await ChargeAsync(visit, document);
        }
        else if (!await visit.FaultedAsync(Step.Preparation))
        {
            await visit.RedirectAsync(step < Preparations
                ? $"{SitePaths.Preparation}?noConsl={id}&etape={step + 1}"
                : $"{SitePaths.Viewer}?noConsl={id}");
        }
    }
}
