using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;


namespace Falcon.Netns.Tests.Xsk;

/// <summary>Attaching beside other programs, and what remains when the owner dies.</summary>
public sealed class XdpAttachTests : IDisposable
{
    private readonly VethPair _veth = new();

    public void Dispose() => _veth.Dispose();

    [Theory]
    [InlineData("xdpdrv", XskBindMode.Copy)]
    [InlineData("xdpgeneric", XskBindMode.Copy)]
    [InlineData("xdpgeneric", XskBindMode.Skb)]
    [InlineData("xdpdrv", XskBindMode.Skb)]
    public void A_foreign_program_is_named_and_left_alone(string theirHook, XskBindMode ourMode)
    {
        AttachForeign(theirHook);

        XdpAttachException e = Assert.Throws<XdpAttachException>(() => Attach(ourMode));

        Assert.Equal("falcon_port", e.ForeignProgramName);
        Assert.Contains($"v0 has an XDP program already: falcon_port (id {e.ForeignProgramId}, ", e.Message, StringComparison.Ordinal);
        Assert.Contains($"id {e.ForeignProgramId} ", LinkOfV0(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_does_not_exist_is_named() =>
        Assert.Contains(
            "device 12345",
            Assert.Throws<XdpAttachException>(() => _veth.Run(0, () => UplinkProgram.Attach(12345, XskBindMode.Copy, 4789, 1))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void An_MTU_too_large_for_the_driver_hook_is_explained()
    {
        _veth.Execute(0, "ip link set v0 mtu 9000");
        _veth.Execute(1, "ip link set v1 mtu 9000");
        Assert.Contains(
            "MTU is too large", Assert.Throws<XdpAttachException>(() => Attach(XskBindMode.Copy)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_program_is_detached()
    {
        using (Attach(XskBindMode.Copy))
            Assert.Contains("prog/xdp", LinkOfV0(), StringComparison.Ordinal);
        Assert.DoesNotContain("prog/xdp", LinkOfV0(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_killed_owner_leaves_no_program_and_a_restart_works_at_once()
    {
        for (int round = 0; round < 3; round++)
        {
            using RunningCommand owner = OwnerProcess.Start(_veth);
            Assert.Contains("prog/xdp", LinkOfV0(), StringComparison.Ordinal);
            owner.Signal(Signal.Kill);
            owner.Ends();
        }

        Assert.True(SpinWait.SpinUntil(() => !LinkOfV0().Contains("prog/xdp", StringComparison.Ordinal), 2000));
    }

    private UplinkProgram Attach(XskBindMode mode) => _veth.Run(0, () => UplinkProgram.Attach(_veth.IfIndex[0], mode, VxlanFrames.Port, 2));

    private string LinkOfV0() => _veth.Execute(0, "ip -details link show v0").Output;

    private void AttachForeign(string hook)
    {
        string file = Path.GetTempFileName();
        try
        {
            using (Stream resource = typeof(BpfObject).Assembly.GetManifestResourceStream("port.bpf.o")!)
            using (FileStream copy = File.Create(file))
                resource.CopyTo(copy);
            _veth.Execute(0, $"ip link set dev v0 {hook} object {file} section xdp").Succeeds();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
