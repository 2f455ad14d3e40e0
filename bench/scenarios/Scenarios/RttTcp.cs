namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class RttTcp : RttScenario
{
    public override string Name => "rtt-tcp";

    public override string Description => "TCP ping-pong, half round trip, container to container over two hosts";

    public override int Order => 13;

    protected override bool Tcp => true;
}
