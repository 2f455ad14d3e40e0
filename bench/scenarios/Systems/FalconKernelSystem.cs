namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with one of its two paths for all known flows: the kernel's.</summary>
public sealed class FalconKernelSystem : FalconSystem
{
    public override string Name => "falcon-kernel";

    public override string Description =>
        "Falcon, packet lane, one worker on the application's CPU, programs in the kernel carry known flows (path: kernel)";

    public override int Order => 15;

    public override bool OnlyOnRequest => true;

    protected override string Path => "kernel";
}
