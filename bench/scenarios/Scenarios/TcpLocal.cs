using Falcon.Bench.Scenarios.Lab;

namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class TcpLocal : TcpScenario
{
    public override string Name => "tcp-local";

    public override string Description => "TCP, 1 connection, container to container on one host (host: over its loopback)";

    public override int Order => 11;

    protected override int Streams => 1;

    protected override Endpoint From(Testbed bed) => bed.Neighbour;
}
