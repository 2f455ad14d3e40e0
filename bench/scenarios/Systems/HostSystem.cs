using Falcon.Bench.Scenarios.Lab;
using Falcon.Testing.Lab;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>What the wire alone allows: no overlay, no container, a socket in the host's own namespace.</summary>
public sealed class HostSystem : SystemUnderTest
{
    public override string Name => "host";

    public override string Description => "no overlay: applications in the hosts' own namespaces, same wire";

    public override int Order => 1;

    protected override Task<Testbed> PrepareAsync(LabTopology lab, Topology topology, CancellationToken cancel) =>
        Testbed.UnderlayAsync(lab, cancel);
}
