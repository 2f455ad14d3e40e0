using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;


namespace Falcon.Netns.Tests.Xsk;

public sealed class BpfObjectTests
{
    private const uint XdpDrop = 1;

    [Fact]
    public void An_embedded_object_loads_and_runs()
    {
        using var bpf = BpfObject.Open(typeof(BpfObject).Assembly, "port.bpf.o");
        bpf.SetMaxEntries("sockets", 3);
        bpf.Load();

        BpfTestResult result = bpf.Program("falcon_port").TestRun(new byte[64], new byte[128]);

        Assert.Equal(XdpDrop, result.ReturnValue); // no socket in the map
        Assert.Equal(64, result.Length);
        Assert.Equal(3, bpf.Map("sockets").MaxEntries);
    }

    [Fact]
    public void An_unknown_resource_map_or_program_is_named_in_the_error()
    {
        Assert.Contains(
            "port.bpf.o", Assert.Throws<XskException>(() => BpfObject.Open(typeof(BpfObject).Assembly, "nothing.bpf.o")).Message,
            StringComparison.Ordinal);

        using var bpf = BpfObject.Open(typeof(BpfObject).Assembly, "port.bpf.o");
        Assert.Contains("nomap", Assert.Throws<XskException>(() => bpf.SetMaxEntries("nomap", 1)).Message, StringComparison.Ordinal);
        Assert.Contains("noprogram", Assert.Throws<XskException>(() => bpf.Program("noprogram")).Message, StringComparison.Ordinal);
    }
}
