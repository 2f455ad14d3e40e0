using System.Net;

namespace Falcon.Cli.Pktgen;

/// <summary>The arguments of <c>falcon pktgen sink</c>.</summary>
internal sealed record SinkOptions
{
    public string? Netns { get; init; }
    public required IPAddress Address { get; init; }
    public ushort Port { get; init; }
    public bool Gro { get; init; }
    public double? Seconds { get; init; }
    public int? Cpu { get; init; }
    public int Buffer { get; init; }
    public string? Control { get; init; }
    public bool Json { get; init; }
}
