using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>tc programs beside others, and when they go.</summary>
public sealed class TcxLinkTests : IDisposable
{
    private readonly VethPair _veth = new();
    private readonly KernelPathBench _bench = new();

    public void Dispose()
    {
        _bench.Dispose();
        _veth.Dispose();
    }

    [Fact]
    public void Programs_of_others_stay_in_front_and_are_named()
    {
        using TcxLink theirs = Attach(_bench.Programs.AttachPort);
        using TcxLink ours = Attach(_bench.Programs.AttachUplink);

        Assert.Empty(theirs.Others);
        Assert.Equal("falcon_port_in", Assert.Single(ours.Others).Name);
        Assert.Equal(["falcon_port_in", "falcon_wire_in"], Programs());
    }

    [Fact]
    public void A_disposed_link_is_detached()
    {
        Attach(_bench.Programs.AttachUplink).Dispose();
        Assert.Empty(Programs());
    }

    [Fact]
    public void A_device_that_does_not_exist_is_named()
    {
        XskException e = Assert.Throws<XskException>(() => _veth.Run(0, () => _bench.Programs.AttachUplink(12345)));
        Assert.Contains("falcon_wire_in cannot be attached at the ingress of device 12345", e.Message, StringComparison.Ordinal);
    }

    private TcxLink Attach(Func<int, TcxLink> attach) => _veth.Run(0, () => attach(_veth.IfIndex[0]));

    private IEnumerable<string> Programs() => _veth.Run(0, () => TcxLink.Query(_veth.IfIndex[0])).Select(program => program.Name);
}
