using Falcon.Xsk.Threads;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>Measures disturbances from its creation on.</summary>
/// <param name="ours">Processes of the measurement that are not descendants of this one.</param>
public sealed class DisturbanceMeter(Func<IReadOnlyCollection<int>> ours)
{
    private readonly ProcStat _times = ProcStat.Read();
    private readonly long _strangers = ProcessTable.StrangersTicks(ours());

    public Disturbance Read()
    {
        CpuTimes times = ProcStat.Read().Since(_times).All;
        long strangers = Math.Max(0, ProcessTable.StrangersTicks(ours()) - _strangers);
        return new Disturbance(times.StealShare, times.Total == 0 ? 0 : (double)strangers / times.Total);
    }
}
