namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon set up for the shortest round trips: a worker that never blocks, and AF_XDP sockets at both ends.</summary>
public sealed class FalconPollXdpSystem : FalconPollSystem
{
    public override string Name => "falcon-poll-xdp";

    public override string Description =>
        "Falcon, xdp lane and AF_XDP on the wire, one worker on the application's CPU that polls "
        + "(idle: poll, lane: xdp, transmit: xsk)";

    public override int Order => 13;

    protected override string Lane => "xdp";

    protected override string Transmit => "xsk";
}
