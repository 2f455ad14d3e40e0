using CsCheck;
using Falcon.Xsk.Packets;

namespace Falcon.Xsk.Tests.Packets;

public sealed class RingScheduleTests
{
    private const int Slots = 4096;
    private const int Ports = 8;

    private readonly RingSchedule _schedule = new(Slots, Ports);

    [Fact]
    public void Nothing_waits_at_first()
    {
        Assert.Equal((RingSchedule.None, 0), (_schedule.Next(out bool queued), _schedule.Waiting));
        Assert.False(queued);
    }

    [Fact]
    public void One_port_is_served_in_order()
    {
        for (int slot = 0; slot < 100; slot++) _schedule.Add(slot, 3, queued: false);
        Assert.Equal(Enumerable.Range(0, 100), TakeAll());
    }

    [Fact]
    public void Who_sends_little_does_not_wait_behind_who_sends_much()
    {
        for (int slot = 0; slot < 3000; slot++) _schedule.Add(slot, 0, queued: false);
        Assert.Equal(0, Take(out _));
        _schedule.Add(3000, 1, queued: false);
        Assert.InRange(TakeAll().IndexOf(3000), 0, RingSchedule.FramesPerTurn);
    }

    [Fact]
    public void Busy_ports_get_the_same()
    {
        for (int slot = 0; slot < Slots; slot++) _schedule.Add(slot, slot < 3000 ? 0 : 1 + slot % 3, queued: false);
        ILookup<int, int> first = Enumerable.Range(0, 640).Select(_ => Take(out bool _)).ToLookup(slot => slot < 3000 ? 0 : 1 + slot % 3);
        Assert.All(first, port => Assert.Equal(160, port.Count()));
    }

    [Fact]
    public void Queued_frames_of_several_ports_are_taken_together_in_the_order_of_the_queue()
    {
        for (int slot = 0; slot < 10; slot++) _schedule.Add(slot, slot % 3, queued: true);
        _schedule.Add(10, 0, queued: false);
        Assert.Equal(0, Take(out bool queued));
        Assert.True(queued);
        int[] more = new int[20];
        Assert.Equal(9, _schedule.TakeQueued(more));
        Assert.Equal(Enumerable.Range(1, 9), more[..9]);

        _schedule.PutBackQueued(more.AsSpan(4, 5)); // the last five
        Assert.Equal([5, 6, 7, 8, 9, 10], TakeAll());
    }

    [Fact]
    public void A_queued_frame_behind_another_ports_small_ones_lends_that_port_its_turn()
    {
        for (int slot = 0; slot < 1000; slot++) _schedule.Add(slot, 0, queued: false);
        _schedule.Add(1000, 0, queued: true);
        _schedule.Add(1001, 1, queued: true);
        _schedule.Add(1002, 2, queued: false);
        List<int> order = TakeAll();
        Assert.Equal([1000, 1001], order.TakeLast(2)); // no frame of the first port was overtaken
        Assert.InRange(order.IndexOf(1002), 0, 3 * RingSchedule.FramesPerTurn);
    }

    /// <summary>Random frames, taken in random amounts.</summary>
    [Fact]
    public void Every_slot_is_given_once_and_ports_and_queue_keep_their_order() =>
        Gen.Select(Gen.Int[0, Ports - 1], Gen.Int[0, 3], Gen.Int[0, 6]).Array[1, 400].Sample(steps =>
        {
            var schedule = new RingSchedule(512, Ports);
            var waiting = new List<(int Slot, int Port, bool Queued)>();
            int next = 0, given = 0;
            foreach ((int port, int kind, int takes) in steps)
            {
                waiting.Add((next, port, kind == 0));
                schedule.Add(next++, port, kind == 0);
                given += Take(schedule, waiting, kind == 1 ? takes : kind == 2 ? 1 : 0);
            }

            given += Take(schedule, waiting, int.MaxValue);
            Assert.Equal((next, 0, 0), (given, schedule.Waiting, waiting.Count));
        });

    private int Take(out bool queued) => Take(_schedule, out queued);

    private static int Take(RingSchedule schedule, out bool queued)
    {
        int slot = schedule.Next(out queued);
        if (slot != RingSchedule.None) schedule.Take(slot);
        return slot;
    }

    private List<int> TakeAll()
    {
        List<int> slots = [];
        while (Take(out _) is var slot and not RingSchedule.None) slots.Add(slot);
        return slots;
    }

    /// <summary>Takes slots as the receiver does, and compares with what the rules allow.</summary>
    private static int Take(RingSchedule schedule, List<(int Slot, int Port, bool Queued)> waiting, int most)
    {
        int[] more = new int[7];
        int taken = 0;
        while (taken < most && Take(schedule, out bool queued) is var slot and not RingSchedule.None)
        {
            int[] run = [slot, .. queued ? more[..schedule.TakeQueued(more)] : []];
            if (run.Length > 3)
            {
                schedule.PutBackQueued(run.AsSpan(2));
                run = run[..2];
            }

            foreach (int one in run)
            {
                int place = waiting.FindIndex(frame => frame.Slot == one);
                Assert.True(place >= 0, "given twice");
                Assert.Equal(queued, waiting[place].Queued);
                Assert.DoesNotContain(waiting[..place], before => before.Port == waiting[place].Port || (queued && before.Queued));
                waiting.RemoveAt(place);
                taken++;
            }
        }

        Assert.Equal(waiting.Count, schedule.Waiting);
        return taken;
    }
}
