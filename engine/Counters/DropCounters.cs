using Falcon.Engine.Stages;

namespace Falcon.Engine.Counters;

/// <summary>
/// One worker's drops by account (the host, an overlay, a port), stage and reason. Only the worker writes; any thread may read. Each
/// counter is one aligned 64-bit word.
/// </summary>
public sealed class DropCounters
{
    private readonly int _columns;
    private readonly long[] _host;
    private readonly long[] _overlays; // rows one after another; pages of a large array that are never touched take no memory
    private readonly long[] _ports;

    /// <summary>Makes zeroed counters for this many overlays, ports and stages.</summary>
    public DropCounters(int overlays, int ports, int stages)
    {
        _columns = ColumnsOf(stages);
        _host = new long[_columns];
        _overlays = new long[overlays * _columns];
        _ports = new long[ports * _columns];
    }

    /// <summary>Drops that belong to no overlay and no port.</summary>
    public ReadOnlySpan<long> Host => _host;

    /// <summary>Drops of an overlay that belong to none of its ports, indexed by <see cref="IndexOf"/>.</summary>
    public ReadOnlySpan<long> Overlay(int index) => _overlays.AsSpan(index * _columns, _columns);

    /// <summary>Drops from or for a port, indexed by <see cref="IndexOf"/>.</summary>
    public ReadOnlySpan<long> Port(int index) => _ports.AsSpan(index * _columns, _columns);

    /// <summary>The counters in a row: one for every reason of every stage.</summary>
    public static int ColumnsOf(int stages) => stages * StageDescriptor.MostReasons;

    /// <summary>The index of a stage's reason in a row.</summary>
    public static int IndexOf(StageId stage, byte reason) => (int)stage * StageDescriptor.MostReasons + reason;

    internal void CountHost(StageId stage, byte reason) => _host[IndexOf(stage, reason)]++;

    internal void CountOverlay(int overlay, StageId stage, byte reason, int frames = 1) =>
        _overlays[overlay * _columns + IndexOf(stage, reason)] += frames;

    internal void CountPort(int port, StageId stage, byte reason, int frames = 1) =>
        _ports[port * _columns + IndexOf(stage, reason)] += frames;
}
