using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Tools;

namespace Falcon.Bench.Scenarios.Tests.Machine;

public sealed class ProcessTests
{
    private const string Stat = "4242 (a (strange) name) S 7 4242 7 0 -1 4194560 1 2 3 4 100 20 3 5 20 0 9 0 12345 1 2 3";

    [Fact]
    public void User_and_system_time_are_found_behind_a_strange_name() => Assert.Equal(120, ProcessTimes.Parse(Stat));

    [Fact]
    public void The_table_counts_children_that_were_waited_for() => Assert.Equal(new ProcessTable.Entry(7, 128), ProcessTable.Parse(Stat));

    [Fact]
    public void A_process_that_is_gone_used_nothing() => Assert.Equal(0, ProcessTimes.Read(int.MaxValue));

    [Fact]
    public void Strangers_are_those_that_neither_we_nor_the_kernel_started()
    {
        var processes = new Dictionary<int, ProcessTable.Entry>
        {
            [1] = new(0, 1),       // init
            [2] = new(0, 2),       // kthreadd
            [15] = new(2, 4),      // ksoftirqd
            [100] = new(1, 8),     // this process
            [101] = new(100, 16),  // our child
            [102] = new(101, 32),  // its child
            [200] = new(1, 64),    // our daemon
            [300] = new(1, 128),   // an unrelated process
            [301] = new(300, 256), // and its child
        };
        Assert.Equal(1 + 128 + 256, ProcessTable.StrangersTicks(processes, [100, 200]));
    }

    [Fact]
    public void Datagrams_count_as_arrived_whether_the_socket_had_room_or_not()
    {
        const string Snmp =
            """
            Ip: Forwarding DefaultTTL
            Ip: 2 64
            Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors
            Udp: 10 3 50 7 40 0
            UdpLite: InDatagrams NoPorts
            UdpLite: 9 9
            """;
        Assert.Equal(50, UdpArrivals.Parse(Snmp));
    }
}
