using Falcon.Bench.Scenarios.Lab;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon as it is by default.</summary>
public class FalconSystem : SystemUnderTest
{
    public override string Name => "falcon";

    public override string Description => "Falcon, packet lane, one worker on the application's CPU";

    public override int Order => 5;

    public override bool WarmsUp => true;

    protected virtual string Lane => "packet";

    /// <summary>CPUs of the workers of the host under test, and of the other host's when it runs Falcon too.</summary>
    protected virtual (string UnderTest, string Other) Workers => ("1", "0");

    protected virtual string Idle => "adaptive";

    /// <summary>How frames leave by the uplink.</summary>
    protected virtual string Transmit => "auto";

    /// <summary>What carries known flows.</summary>
    protected virtual string Path => "auto";

    /// <summary>In a pair both hosts run Falcon. With a wire the other host only runs the generator and has the kernel's VXLAN.</summary>
    protected override IEnumerable<string> LabOptions(Topology topology) =>
    [
        "--kernel-hosts", topology == Topology.Pair ? "0" : "1", "--lane", Lane, "--transmit", Transmit, "--idle", Idle,
        "--path", Path,
        "--workers", topology == Topology.Pair ? $"{Workers.UnderTest}/{Workers.Other}" : Workers.UnderTest,
    ];
}
