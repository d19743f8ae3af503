using Workers.Jobs.Leases;
using Workers.Ocr;
using Workers.Registre;

namespace Workers.Supervisor.Slots;

/// <summary>The two kinds of worker. A factory is made when its pool runs, so that the other pool's needs are not asked for.</summary>
internal sealed class WorkerSource(Lazy<RegistreWorkerFactory> registre, Lazy<OcrWorkerFactory> ocr) : IWorkerSource
{
    public IDocumentWorker Create(Slot slot) =>
        slot.Pool is Pools.Registre ? registre.Value.Create(slot.WorkerId) : ocr.Value.Create();
}
