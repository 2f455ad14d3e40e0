using Falcon.Api;

namespace Falcon.Cli.Demo;

/// <summary>Turns Falcon's counters into rates. One thread at a time.</summary>
internal sealed class FlowMeter
{
    private DataplaneSnapshot? _last;
    private DemoFlow _flow = DemoFlow.None;

    /// <summary>Adds a snapshot. One that is no later than the last changes nothing.</summary>
    public DemoFlow Add(DataplaneSnapshot snapshot)
    {
        double seconds = snapshot.UptimeSeconds - (_last?.UptimeSeconds ?? 0);
        if (seconds <= 0)
            return _flow;
        _flow = new DemoFlow(
            Rate(uplink => uplink.RxFrames), Rate(uplink => uplink.TxFrames), Stages(snapshot, seconds), Drops(snapshot));
        _last = snapshot;
        return _flow;

        double Rate(Func<UplinkSnapshot, long> counter) =>
            (snapshot.Uplinks.Sum(counter) - (_last?.Uplinks.Sum(counter) ?? 0)) / seconds;
    }

    private List<StageFlow> Stages(DataplaneSnapshot snapshot, double seconds)
    {
        Dictionary<string, StageSnapshot> before = _last is null ? [] : Totals(_last).ToDictionary(stage => stage.Stage);
        return [.. Totals(snapshot).Select(now => Stage(now, before.GetValueOrDefault(now.Stage), seconds))];
    }

    private StageFlow Stage(StageSnapshot now, StageSnapshot? before, double seconds)
    {
        StageFlow? known = _flow.Stages.FirstOrDefault(stage => stage.Stage == now.Stage);
        double rate = (now.Frames - (before?.Frames ?? 0)) / seconds;
        return new StageFlow(now.Stage, now.Frames, rate, Math.Max(rate, known?.PeakFramesPerSecond ?? 0),
            now.Frames > 0 ? (double)now.Nanoseconds / now.Frames : 0);
    }

    private static IEnumerable<StageSnapshot> Totals(DataplaneSnapshot snapshot) =>
        snapshot.Workers.SelectMany(worker => worker.Stages).GroupBy(stage => stage.Stage).Select(group => new StageSnapshot(
            group.Key, group.Sum(stage => stage.Batches), group.Sum(stage => stage.Frames), group.Sum(stage => stage.Nanoseconds)));

    // The demo's devices are veths, so the sockets copy: each time the fill ring was empty a frame was dropped.
    private static long Drops(DataplaneSnapshot snapshot) =>
        snapshot.Drops
            .Concat(snapshot.Overlays.SelectMany(overlay => overlay.Drops))
            .Concat(snapshot.Ports.SelectMany(port => port.Drops))
            .Sum(drop => drop.Frames)
        + snapshot.Uplinks.Sum(uplink => uplink.RxRingFull + uplink.FillRingEmpty + uplink.KernelDrops);
}
