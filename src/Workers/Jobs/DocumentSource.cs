namespace Workers.Jobs;

/// <summary>What kind of document a row asks for (<c>extraction_queue.document_source</c>).</summary>
internal enum DocumentSource
{
    Index,
    Acte,
    PlanCadastraux,
}

/// <summary>Which half of the flow a claim is for (<c>extraction_queue.stage</c>).</summary>
internal enum JobStage
{
    Download,
    Ocr,
}
