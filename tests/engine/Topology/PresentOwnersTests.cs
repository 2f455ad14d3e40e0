using Falcon.Engine.Snapshots;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Topology;

public sealed class PresentOwnersTests
{
    private readonly Port[] _ports = [.. Enumerable.Range(0, 3).Select(index => new Port(index, 0, 64 + index, new MacAddress(2)))];

    [Fact]
    public void Nothing_is_told_of_one_that_leaves_while_it_is_read()
    {
        _ports[0].Removed = true;
        int[] read = [.. PresentOwners.Read(_ports, port => port.Removed, port =>
        {
            if (port.Index == 1) port.Removed = true;
            return port.Index;
        })];
        Assert.Equal([2], read);
    }
}
