namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with AF_XDP instead of packet sockets to send on the wire.</summary>
public sealed class FalconXskSystem : FalconSystem
{
    public override string Name => "falcon-xsk";

    public override string Description => "Falcon, packet lane, one worker on the application's CPU that sends by AF_XDP (transmit: xsk)";

    public override int Order => 12;

    public override bool OnlyOnRequest => true;

    protected override string Transmit => "xsk";
}
