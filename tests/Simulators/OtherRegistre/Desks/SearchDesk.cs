using System.Globalization;
using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Http;
using Simulators.OtherRegistre.Pages;

namespace Simulators.OtherRegistre.Desks;

/// <summary>The three search forms and the lists that come of them.</summary>
internal sealed class SearchDesk(World world, OrderDesk orders)
{
    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly SearchForms _forms = new(world);
    private readonly ListPages _lists = new(world);

    public Reply Answer(Asked asked, Session session)
    {
        var step = _places.StepOf(asked);
        if (step == OtherStep.Choose)
            return Chosen(asked, session);
        if (asked.At(Places.PlanChoice))
            return _lists.Plans(session);
        if (step == OtherStep.Submit)
            return Submitted(asked, session);
        if (asked.At(Places.Actes) && asked.Query.ContainsKey("Page") && session.Offered.Count > 0)
            return Acte(asked, session, null, session.OfferedMessage);
        return Form(_shape.Memory == Memory.LastChoice ? Remembered(asked, session) : asked, session, null);
    }

    /// <summary>A form that is asked for afresh, as it was last sent.</summary>
    private static Asked Remembered(Asked asked, Session session) => asked.IsPost || asked.Query.ContainsKey("selCircnFoncr") || session.Searched is not { } searched
        ? asked
        : asked with { Form = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["selCircnFoncr"] = searched.District, ["selCadst"] = searched.Cadastre } };

    private Reply Form(Asked asked, Session session, string? message)
    {
        if (message is not null && _shape.MessageForm == MessageForm.PlainPage)
            return world.Sheet.Raw("SIRF", $"<body><p>{Markup.Escape(message)}</p><a href=\"{asked.Path}\">Retour</a></body>");
        return asked.At(Places.Actes) ? Acte(asked, session, message, null) : _forms.Lots(asked, message);
    }

    private Reply Submitted(Asked asked, Session session)
    {
        if (Districts.Find(asked.Field("selCircnFoncr")) is not { } district)
            return Form(asked, session, "Vous devez sélectionner une circonscription foncière.");
        session.Searched = (district.Value, asked.Field("selCadst") ?? session.Searched?.Cadastre ?? "");
        var found = asked.At(Places.Actes) ? Actes(asked, district.Text) : Lots(asked, district.Text);
        if (found.Documents.Count == 0)
            return Form(asked, session, found.Message);
        if (_shape.SingleAnswer == SingleAnswer.Listed && !asked.At(Places.Index))
            found = found with { Message = found.Message ?? "" };
        if (found is { Documents: [{ PaperOnly: false } only], Message: null })
            return Proceed(asked, session, only);
        session.Offered = asked.At(Places.Actes) ? found.Documents : Ordered(found.Documents);
        session.OfferedMessage = found.Message ?? "";
        return asked.At(Places.Actes) ? Acte(asked, session, null, session.OfferedMessage) : Reply.To(Places.PlanChoice);
    }

    private static Found Actes(Asked asked, string district)
    {
        var number = asked.Field("txtNoReqst") ?? "";
        if (SearchForms.Types.FirstOrDefault(type => type.Value == asked.Field("selTypeDocmn")) is not { } type)
            return Found.Nothing("Vous devez sélectionner un type de document.");
        return number.Any(char.IsAsciiDigit) ? Finder.Acte(district, type.Text, number) : Found.Nothing("Vous devez saisir le numéro d'inscription.");
    }

    private static Found Lots(Asked asked, string district)
    {
        if (Districts.FindCadastre(district, asked.Field("selCadst")) is not { } cadastre)
            return Found.Nothing("Vous devez sélectionner un cadastre.");
        var lot = (asked.Field("txtNumrtLot") ?? "").Trim();
        if (lot.Length == 0)
            return Found.Nothing("Vous devez saisir le numéro de lot.");
        var secondary = Districts.Secondaries(cadastre.Text).FirstOrDefault(choice => choice.Value == asked.Field("selDesgnSecnd"))?.Text;
        return asked.At(Places.Plans) ? Finder.Plan(district, cadastre.Text, secondary, lot) : Finder.Index(district, cadastre.Text, secondary, lot);
    }

    private Reply Chosen(Asked asked, Session session)
    {
        if (asked.Pressed(_places.Cancel))
            return Reply.To(_places.Welcome);
        var pressed = asked.Form.Keys.FirstOrDefault(key => key.StartsWith(_places.Command, StringComparison.OrdinalIgnoreCase));
        var choice = asked.Field(_places.Choice) ?? (pressed is null ? null : pressed[_places.Command.Length..].Split('.')[0]);
        if (!int.TryParse(choice, CultureInfo.InvariantCulture, out var index) || index < 0 || index >= session.Offered.Count)
            return asked.At(Places.Actes) ? Acte(asked, session, "Vous devez sélectionner un document.", session.OfferedMessage) : _lists.Plans(session, "Vous devez sélectionner un plan.");
        var document = session.Offered[index];
        if (pressed is not null)
            return orders.OrderCopy(session, document);
        return document.PaperOnly
            ? Acte(asked, session, "Ce document est conservé sur support papier et ne peut être consulté.", session.OfferedMessage)
            : Proceed(asked, session, document);
    }

    private Reply Proceed(Asked asked, Session session, OtherDocument document)
    {
        var account = world.Account(session.Account)!;
        if (account.Trouble == AccountTrouble.CardRefused)
            return Form(asked, session, "La carte de crédit inscrite à votre dossier est échue. La consultation n'est pas permise.");
        return world.LimitReached(account) ? Form(asked, session, Limit) : orders.Begin(asked, session, document);
    }

    private Reply Acte(Asked asked, Session session, string? message, string? listed)
    {
        _ = int.TryParse(asked.Query.GetValueOrDefault("Page", "1"), CultureInfo.InvariantCulture, out var page);
        return _forms.Actes(asked, message ?? (listed is { Length: > 0 } ? listed : null), listed is null ? "" : _lists.Similar(session.Offered, Math.Max(page, 1)));
    }

    private IReadOnlyList<OtherDocument> Ordered(IReadOnlyList<OtherDocument> plans) =>
        _shape.PlanOrder == PlanOrder.NewestFirst ? [.. plans.OrderByDescending(plan => plan.Date)] : [.. plans.OrderBy(plan => plan.Date)];

    private string Limit => _shape.LimitWording switch
    {
        LimitWording.Quota => "Votre quota quotidien de consultations est épuisé.",
        LimitWording.Reached => "Limite atteinte : aucune autre consultation ne peut être effectuée aujourd'hui.",
        LimitWording.Tomorrow => "Vous pourrez consulter d'autres documents à compter de demain.",
        _ => "Le nombre maximal de consultations par jour est atteint pour ce code d'utilisateur.",
    };
}
