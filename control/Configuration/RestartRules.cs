using Falcon.Engine.Options;

namespace Falcon.Control.Configuration;

/// <summary>The keys that a running daemon cannot change.</summary>
internal static class RestartRules
{
    private static readonly (string Key, Func<FalconConfiguration, FalconConfiguration, bool> IsSame)[] s_fixed =
    [
        ("uplinks", (a, b) => a.Dataplane.Uplinks.SequenceEqual(b.Dataplane.Uplinks)),
        ("vteps", (a, b) => a.Dataplane.LocalVteps.SequenceEqual(b.Dataplane.LocalVteps)),
        ("vxlan-port", Same(options => options.VxlanPort)),
        ("outer-udp-checksum", Same(options => options.OuterUdpChecksum)),
        ("dscp", Same(options => options.Dscp)),
        ("ipv6-zero-checksum", Same(options => options.AcceptIpv6ZeroChecksum)),
        ("reserved-bits", Same(options => options.IgnoreReservedBits)),
        ("workers", (a, b) => a.Dataplane.Workers.SequenceEqual(b.Dataplane.Workers)),
        ("idle", Same(options => options.Idle)),
        ("steering", Same(options => options.Steering)),
        ("port-lane", Same(options => options.PortLane)),
        ("umem-frames", Same(options => options.UmemFrames)),
        ("fdb-capacity", Same(options => options.FdbCapacity)),
        ("fdb-age", Same(options => options.FdbAge)),
        ("accounting", Same(options => options.Accounting)),
        ("admin-socket", (a, b) => a.AdminSocket == b.AdminSocket),
    ];

    /// <summary>A problem for each key whose new value needs a restart.</summary>
    public static IReadOnlyList<Problem> Check(FalconConfiguration started, FalconConfiguration wanted) =>
    [
        .. s_fixed.Where(rule => !rule.IsSame(started, wanted)).Select(rule => new Problem(
            wanted.File,
            PositionOf(rule.Key, wanted),
            rule.Key,
            "cannot change while Falcon runs; put back what it was started with, or restart Falcon")),
        .. PathProblems(started, wanted),
    ];

    private static IEnumerable<Problem> PathProblems(FalconConfiguration started, FalconConfiguration wanted)
    {
        if (started.Dataplane.UsesKernelPath) yield break;
        int overlay = wanted.Dataplane.Overlays.TakeWhile(overlay => !overlay.RequiresKernelPath).Count();
        if (overlay == wanted.Dataplane.Overlays.Count) yield break;
        string key = $"overlays[{overlay}].path";
        yield return new Problem(
            wanted.File, PositionOf(key, wanted), key,
            "kernel needs a restart of Falcon, which was started with path: engine everywhere");
    }

    /// <summary>Where a key is; null when it was left out.</summary>
    private static SourcePosition? PositionOf(string key, FalconConfiguration configuration) =>
        configuration.Positions.TryGetValue(key, out SourcePosition position) ? position : null;

    private static Func<FalconConfiguration, FalconConfiguration, bool> Same<T>(Func<DataplaneOptions, T> value) =>
        (a, b) => EqualityComparer<T>.Default.Equals(value(a.Dataplane), value(b.Dataplane));
}
