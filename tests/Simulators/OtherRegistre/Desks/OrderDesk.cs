using System.Globalization;
using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Http;
using Simulators.OtherRegistre.Pages;
using Simulators.OtherRegistre.Pdf;

namespace Simulators.OtherRegistre.Desks;

/// <summary>From the chosen document to its PDF: confirmation, redirects, viewer, download. Each step passes the till.</summary>
internal sealed class OrderDesk(World world)
{
    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly ConfirmPages _confirm = new(world);
    private readonly ViewerPages _viewer = new(world);

    /// <summary>A document was chosen by Soumettre.</summary>
    public Reply Begin(Asked asked, Session session, OtherDocument document)
    {
        var order = world.NewOrder(document, session, free: false, again: false);
        world.Pass(order, session, Billing.Submit);
        return world.Asks(document) ? Reply.To(Places.Confirm + _places.Query(order.Key)) : Release(asked, order);
    }

    /// <summary>An invoiced document is looked at again.</summary>
    public Reply Again(Asked asked, Session session, BilledConsultation billed)
    {
        if (_shape.Reread == Reread.Free)
            return Release(asked, world.NewOrder(billed.Document, session, free: true, again: true));
        var order = world.NewOrder(billed.Document, session, free: false, again: true);
        return Reply.To(Places.Confirm + _places.Query(order.Key));
    }

    public Reply OrderCopy(Session session, OtherDocument document)
    {
        world.Copies.Add(new(world.Now, session.Account!, document.Key, 9.00m));
        return world.Sheet.Page("Commande", $"<p>Votre commande d'une copie du document {French.Grouped(document.Number)} est enregistrée. Elle vous sera transmise par la poste.</p>");
    }

    public Reply Answer(Asked asked, Session session)
    {
        if (world.Order(Key(asked, session), session.Account!) is not { } order)
            return world.Sheet.Refusal("SIRF", "La demande n'existe pas ou n'est plus disponible.");
        if (asked.At(Places.Confirm))
            return asked.IsPost ? Confirmed(asked, session, order) : _confirm.Show(order);
        if (!order.Released)
            return Reply.To(Places.Confirm + _places.Query(order.Key));
        if (asked.Path.StartsWith(Places.HopStem, StringComparison.OrdinalIgnoreCase))
            return Hop(asked, session, order);
        if (asked.At(Places.Viewer))
            return View(session, order);
        if (asked.At(Places.Menu))
            return _viewer.Menu(order);
        if (asked.At(Places.Page))
            return _shape.ViewerBody == ViewerBody.Pdf ? Shown(File(session, order)) : _viewer.Page(order);
        if (asked.At(Places.Deeper))
            return _viewer.Inner(order);
        return asked.At(Places.Save) ? Save(session, order) : File(session, order);
    }

    private string? Key(Asked asked, Session session)
    {
        if (asked.Path.StartsWith(Places.Files, StringComparison.OrdinalIgnoreCase))
            return asked.Path[Places.Files.Length..].Split('/', '.')[0];
        return _shape.OrderState == OrderState.Session ? session.Current : asked.Field(_places.Token);
    }

    private static Reply Shown(Reply pdf) => pdf with { Disposition = "inline" };

    private Reply Confirmed(Asked asked, Session session, Order order)
    {
        if (asked.Pressed(_places.Cancel))
            return Reply.To(_places.Welcome);
        if (asked.Pressed(_places.Command))
            return OrderCopy(session, order.Document);
        if (!asked.Pressed("btnConfr"))
            return _confirm.Show(order);
        if (asked.Field("rdServc") == "O" || asked.Field("rdTypeServc") == "O" || asked.Field("chkCopie") == "O")
            return OrderCopy(session, order.Document);
        if (_shape.CopyOffer is not CopyOffer.None and not CopyOffer.TickedAsWell && asked.Field("rdTypeServc") != "C")
            return _confirm.Show(order);
        world.Pass(order, session, Billing.Confirm);
        return Release(asked, order);
    }

    private Reply Release(Asked asked, Order order)
    {
        if (!order.Released)
        {
            order.Released = true;
            order.ReadyAt = world.Now + world.Scaled(_shape.Preparing switch { Preparing.MetaRefresh => 5, Preparing.Script => 15, Preparing.Long => 40, Preparing.InMenu => 10, _ => 0 });
        }

        return Next(asked, order, 0);
    }

    private Reply Hop(Asked asked, Session session, Order order)
    {
        if (!int.TryParse(asked.Path.AsSpan(Places.HopStem.Length, 1), CultureInfo.InvariantCulture, out var hop))
            hop = 1;
        world.Pass(order, session, Billing.Redirect, hop);
        return Next(asked, order, hop);
    }

    private Reply Next(Asked asked, Order order, int hop)
    {
        var hops = _shape.Redirects switch { Redirects.Two => 1, Redirects.Three => 2, Redirects.Six => 5, _ => 3 };
        var target = hop < hops ? $"{Places.HopStem}{hop + 1}_trait_demnd.asp" : Places.Viewer;
        var query = _places.Query(order.Key);
        var relative = _shape.RedirectForm == RedirectForm.Relative && asked.Path.StartsWith("/Sirf/Script/", StringComparison.OrdinalIgnoreCase) && target.StartsWith("/Sirf/Script/", StringComparison.Ordinal);
        var status = _shape.HopStatus switch { HopStatus.SeeOther => 303, HopStatus.Temporary => 307, _ => 302 };
        return _shape.RedirectForm switch
        {
            RedirectForm.Absolute => Reply.To(asked.Origin + target + query) with { Status = status },
            RedirectForm.PageHop when hop == 1 => world.Sheet.Raw("SIRF", $"<body>{world.Sheet.Script($"window.location.replace('{target}{query}');")}<noscript><a href=\"{target}{query}\">Continuer</a></noscript></body>"),
            _ when relative => Reply.To("../" + target["/Sirf/Script/".Length..] + query) with { Status = status },
            _ => Reply.To(target + query) with { Status = status },
        };
    }

    private Reply View(Session session, Order order)
    {
        if (_shape.Interim != Interim.None && !order.Announced)
        {
            order.Announced = true;
            return _viewer.InterimPage(order);
        }

        if (!world.Ready(order) && _shape.Preparing != Preparing.InMenu)
            return _viewer.PreparingPage(order);
        world.Pass(order, session, Billing.ViewerShown);
        return _viewer.Show(order);
    }

    private Reply Save(Session session, Order order)
    {
        var name = _shape.PdfDelivery == PdfDelivery.OddName ? $"{Places.Files}{order.Key}/Docmn%20(1).PDF" : $"{Places.Files}{order.Key}.pdf";
        return _shape.PdfRoute switch
        {
            PdfRoute.Redirect => Reply.To(name),
            PdfRoute.PageThenFile => world.Sheet.Raw("Sauvegarde", $"<body>Le document sera affiché dans quelques instants.<br><a href=\"{name}\">Document PDF</a>{world.Sheet.Script($"window.location.replace('{name}');")}</body>"),
            _ => File(session, order),
        };
    }

    private Reply File(Session session, Order order)
    {
        world.Pass(order, session, Billing.PdfFetched);
        var pdf = Papers.Document(order.Document, _shape);
        if (_shape.PdfLabel != PdfLabel.Plain)
            return Labelled(pdf);
        return _shape.PdfDelivery switch
        {
            PdfDelivery.Inline => new(200, "application/pdf", pdf) { Disposition = "inline; filename=Docmn.pdf" },
            PdfDelivery.Undeclared => new(200, "application/pdf", pdf),
            PdfDelivery.OddName => new(200, "application/pdf", pdf) { Disposition = "attachment; filename=\"pf_13_01_13_impri_sauvg.asp;Docmn 1.PDF\"" },
            PdfDelivery.Chunked => new(200, "application/pdf", pdf) { Disposition = "attachment", Chunked = true },
            PdfDelivery.OctetStream => new(200, "application/octet-stream", pdf) { Disposition = "attachment; filename=\"Document.pdf\"" },
            _ => new(200, "application/pdf", pdf) { Disposition = $"attachment; filename=\"{order.Key}.pdf\"" },
        };
    }

    private Reply Labelled(byte[] pdf) => _shape.PdfLabel switch
    {
        PdfLabel.EncodedName => new(200, "application/pdf", pdf) { Disposition = "attachment; filename=\"=?iso-8859-1?Q?Document_num=E9ris=E9.pdf?=\"; filename*=iso-8859-1'fr'Document%20num%E9ris%E9.pdf" },
        PdfLabel.ForceDownload => new(200, "application/force-download", pdf) { Disposition = "attachment; filename=Docmn.pdf" },
        PdfLabel.OldType => new(200, "application/x-pdf; name=Docmn.pdf", pdf) { Disposition = "attachment; filename=Docmn.pdf" },
        _ => new(200, "APPLICATION/PDF", pdf) { Disposition = "Attachment; FileName=\"DOCMN.PDF\"" },
    };
}
