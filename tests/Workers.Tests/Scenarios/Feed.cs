namespace Workers.Scenarios;

/// <summary>Five documents of every kind: what the registry has, what is asked for, and how each must end.</summary>
internal static class Feed
{
    public const string Registry =
        """
        [
          { "document_source": "index", "document_number": "399-184", "circonscription_fonciere": "Chambly", "cadastre": "Paroisse de Saint-Bruno", "pages": 2, "look": "digital", "seed": 3 },
          { "document_source": "plan_cadastraux", "document_number": "5 120 338", "circonscription_fonciere": "Sherbrooke", "cadastre": "Cadastre du Québec", "pages": 1, "seed": 9 },
          { "document_source": "acte", "document_number": "23 077 415", "circonscription_fonciere": "Hull", "acte_type": "Avis d'adresse", "pages": 1, "look": "digital", "seed": 15 },
          { "document_source": "acte", "document_number": "24 118 902", "circonscription_fonciere": "Chicoutimi", "acte_type": "Radiation", "pages": 2, "look": "digital", "seed": 14 }
        ]
        """;

    public const string Asked =
        """
        document_source,document_number,circonscription_fonciere,cadastre,acte_type,idempotency_key
        index,399-184,Chambly,Paroisse de Saint-Bruno,,1
        index,9 999 999,Montréal,Cadastre du Québec,,2
        plan_cadastraux,5 120 338,Sherbrooke,Cadastre du Québec,,3
        acte,23 077 415,Hull,,Avis d'adresse,4
        acte,24 118 902,Chicoutimi,,Radiation,5
        """;

    /// <summary>In order of number.</summary>
    public static IReadOnlyList<string> Ends { get; } = ["23077415 4", "24118902 4", "399-184 4", "5120338 3", "9999999 5 not_found"];
}
