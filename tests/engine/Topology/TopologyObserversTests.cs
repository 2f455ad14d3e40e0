using Falcon.Engine.Events;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;

namespace Falcon.Engine.Tests.Topology;

public sealed class TopologyObserversTests
{
    [Fact]
    public void What_one_throws_is_reported_and_the_others_are_told()
    {
        List<string> told = [];
        List<DataplaneEvent> reports = [];
        var faults = new ControlFaults(reports.Add);
        var observers = new TopologyObservers(faults);
        observers.Add(new WhenChanged(_ => told.Add("first")));
        observers.Add(new WhenChanged(_ => throw new InvalidOperationException("injected")));
        observers.Add(new WhenChanged(_ => told.Add("last")));

        observers.Tell(observer => observer.Changed(new TopologyChange([], [])));

        Assert.Equal(["first", "last"], told);
        Assert.Contains("injected", Assert.Single(reports).Detail, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(faults.Read()).Faults);
    }
}
