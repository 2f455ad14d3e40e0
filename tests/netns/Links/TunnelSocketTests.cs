using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Links;

public sealed class TunnelSocketTests : IDisposable
{
    private const ushort Port = 4789;
    private const string Hexadecimal = ":12B5 ";

    private readonly NamedNamespace _host = new();

    public TunnelSocketTests() => Requirements.Check();

    [Fact]
    public void It_listens_while_it_is_open_and_leaves_no_device_beside_the_uplinks()
    {
        using (TunnelSocket socket = Create())
        {
            Assert.False(IsListening());
            Assert.Null(socket.Open());
            Assert.Null(socket.Open());
            Assert.True(IsListening());
            Assert.Equal(["lo"], _host.Netlink.Links().Select(link => link.Name));
            socket.Close();
            Assert.False(IsListening());
            Assert.Null(socket.Open());
        }

        Assert.False(IsListening());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_shared_with_plain_vxlan_devices_whoever_comes_first(bool isFirst)
    {
        using TunnelSocket socket = Create();
        if (isFirst) Assert.Null(socket.Open());
        _host.Ip($"link add vx1 up type vxlan id 1 dstport {Port} remote 192.0.2.1");
        if (!isFirst) Assert.Null(socket.Open());
        socket.Close();
        Assert.True(IsListening());
        _host.Ip("link del vx1");
        Assert.False(IsListening());
    }

    [Fact]
    public void It_says_that_the_port_is_taken_and_opens_when_it_is_free()
    {
        using TunnelSocket socket = Create();
        _host.Ip($"link add vx1 up type vxlan external dstport {Port}");
        Assert.Contains($"UDP port {Port} is taken", socket.Open(), StringComparison.Ordinal);
        Assert.False(socket.IsOpen);
        _host.Ip("link del vx1");
        Assert.Null(socket.Open());
    }

    [Fact]
    public void A_vni_that_somebody_has_is_left_to_him()
    {
        _host.Ip($"link add vx1 type vxlan id 16777215 dstport {Port} remote 192.0.2.1");
        using TunnelSocket socket = Create(), another = Create();
        Assert.Equal((16_777_214u, 16_777_213u), (socket.Vni, another.Vni));
        Assert.Null(socket.Open());
        Assert.Null(another.Open());
    }

    public void Dispose() => _host.Dispose();

    private TunnelSocket Create() => _host.Handle.Run(() => TunnelSocket.Create(Port));

    private bool IsListening() =>
        _host.Handle.Run(() => File.ReadAllText("/proc/thread-self/net/udp").Contains(Hexadecimal, StringComparison.Ordinal));
}
