using System.Net;
using System.Net.NetworkInformation;

namespace Falcon.Cli.Pktgen;

/// <summary>The arguments of <c>falcon pktgen</c>.</summary>
internal sealed record PktgenOptions
{
    public required string Device { get; init; }
    public string? Netns { get; init; }
    public PhysicalAddress? FromMac { get; init; }
    public required PhysicalAddress ToMac { get; init; }
    public required IPAddress From { get; init; }
    public required IPAddress To { get; init; }
    public ushort Port { get; init; }
    public ushort FirstSourcePort { get; init; }
    public uint? Vni { get; init; }
    public ushort VxlanPort { get; init; }
    public PhysicalAddress? OuterToMac { get; init; }
    public IPAddress? OuterFrom { get; init; }
    public IPAddress? OuterTo { get; init; }
    public int Flows { get; init; }
    public PhysicalAddress? SecondMac { get; init; }
    public IPAddress? SecondIp { get; init; }
    public int SecondFlows { get; init; }
    public int Burst { get; init; }
    public int Size { get; init; }
    public bool Imix { get; init; }
    public double? Rate { get; init; }
    public double? Seconds { get; init; }
    public long? Count { get; init; }
    public int? Cpu { get; init; }
    public int Batch { get; init; }
    public bool Xsk { get; init; }
    public bool Json { get; init; }
}
