namespace Falcon.Bench.Scenarios.Systems;

/// <summary>What users run today: the kernel's VXLAN device, a bridge and veth pairs at their defaults.</summary>
public sealed class KernelSystem : SystemUnderTest
{
    public override string Name => "kernel";

    public override string Description =>
        "the kernel's VXLAN, bridge and veth at their defaults; GRO on the uplink, as network cards have it";

    public override int Order => 2;
}
