namespace Simulators.Gold.Contents;

/// <summary>Invented clauses of notarial deeds. {amount}, {date}, {rate} and {earlier} are filled in.</summary>
internal static class ClauseTexts
{
    public static readonly string[] French =
    [
        "PRIX. Cette vente est faite pour le prix de {amount}, que la première partie reconnaît avoir reçu, dont quittance finale.",
        "Sur ce prix, la deuxième partie a payé comptant la somme de {amount}; le solde, soit {amount}, sera payé le {date} au plus tard.",
        "INTÉRÊTS. Le solde portera intérêt au taux de {rate} pour cent l'an, calculé semestriellement et non d'avance, à compter de la date des présentes.",
        "La deuxième partie remboursera ce capital par versements mensuels égaux et consécutifs de {amount} chacun, le premier échéant le {date}.",
        "HYPOTHÈQUE. Pour garantir le paiement, l'immeuble est hypothéqué pour la somme de {amount}, plus une somme additionnelle de {amount} pour les frais.",
        "SERVITUDE. L'immeuble est grevé d'une servitude de passage à pied et en voiture sur une lisière de vingt pieds de largeur le long de la ligne nord, inscrite sous le numéro {earlier}.",
        "La première partie déclare que l'immeuble est libre de toute charge, sauf une hypothèque publiée sous le numéro {earlier} dont elle obtiendra la radiation à ses frais.",
        "POSSESSION. La deuxième partie devient propriétaire de l'immeuble à compter de ce jour, avec possession et occupation immédiates.",
        "Les taxes municipales et scolaires ont été réparties entre les parties à la date des présentes, sur la base des derniers comptes émis.",
        "ÉTAT CIVIL. Les comparants déclarent être mariés sous le régime de la communauté de biens, faute de contrat de mariage, et n'avoir jamais changé ce régime.",
        "La première partie s'oblige à livrer, au plus tard le {date}, tous les titres et certificats de localisation qu'elle possède.",
        "En cas de défaut de paiement pendant plus de trente jours, tout le solde deviendra exigible sans autre avis ni mise en demeure.",
        "ASSURANCE. La deuxième partie assurera les bâtiments contre l'incendie pour un montant d'au moins {amount} et en fournira la preuve sur demande.",
        "Toute tolérance d'une partie ne sera jamais réputée une renonciation à ses droits; les présentes lient les héritiers et ayants droit des parties.",
    ];

    public static readonly string[] English =
    [
        "PRICE. The present sale is made for the price of {amount}, which the party of the first part acknowledges to have received, whereof quit.",
        "On account of the said price the sum of {amount} has been paid in cash; the balance, being {amount}, shall be paid on or before {date}.",
        "INTEREST. The balance shall bear interest at the rate of {rate} per cent per annum, calculated half-yearly not in advance, from the date hereof.",
        "The party of the second part shall repay the said capital by equal and consecutive monthly instalments of {amount} each, the first falling due on {date}.",
        "HYPOTHEC. To secure the said payments the immovable is hypothecated for the sum of {amount}, and a further sum of {amount} for costs.",
        "SERVITUDE. The immovable is subject to a servitude of passage on foot and with vehicles over a strip twenty feet wide along its northern limit, registered under number {earlier}.",
        "The party of the first part declares that the immovable is free of all charges, save a hypothec registered under number {earlier}, the cancellation of which it shall obtain at its cost.",
        "POSSESSION. The party of the second part shall be owner of the immovable from this day, with immediate possession and occupation.",
        "Municipal and school taxes have been adjusted between the parties as of the date hereof, upon the last accounts rendered.",
        "CIVIL STATUS. The appearers declare that they are married in community of property, having made no marriage contract, and have not changed since.",
        "The party of the first part binds itself to deliver, on or before {date}, all titles and certificates of location in its possession.",
        "In the event of default for more than thirty days the whole balance shall become exigible without further notice or demand.",
        "INSURANCE. The party of the second part shall insure the buildings against fire for at least {amount} and furnish proof thereof upon request.",
        "No indulgence by either party shall be deemed a waiver of its rights; these presents bind the heirs and assigns of the parties.",
    ];
}
