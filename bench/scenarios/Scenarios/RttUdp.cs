namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class RttUdp : RttScenario
{
    public override string Name => "rtt-udp";

    public override string Description => "UDP ping-pong, half round trip, container to container over two hosts";

    public override int Order => 12;

    protected override bool Tcp => false;
}
