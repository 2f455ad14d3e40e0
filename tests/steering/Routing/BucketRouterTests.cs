using Falcon.Steering.Routing;

namespace Falcon.Steering.Tests.Routing;

public sealed class BucketRouterTests
{
    private const int Self = 0;
    private const int Patience = 3;

    private readonly Placement _placement = new(workers: 3, buckets: 8);
    private readonly BucketRouter _router;

    public BucketRouterTests() => _router = new BucketRouter(_placement, Self, patience: Patience);

    [Fact]
    public void Everything_starts_inline_and_needs_no_routing()
    {
        _router.BeginTurn();
        Assert.False(_router.IsSteered(SteeredStage.Deliver));
        Assert.Equal(Placement.Inline, _router.Route(SteeredStage.Deliver, 7));
    }

    [Fact]
    public void The_own_worker_is_inline()
    {
        _placement.Want(SteeredStage.Deliver, 1, Self);
        _router.BeginTurn();
        Assert.Equal(Placement.Inline, _router.Route(SteeredStage.Deliver, 1));
    }

    [Fact]
    public void An_idle_bucket_moves_at_the_next_turn_and_no_earlier()
    {
        _placement.Want(SteeredStage.Deliver, 1, 2);
        Assert.Equal(Placement.Inline, _router.Route(SteeredStage.Deliver, 1));
        _router.BeginTurn();
        Assert.Equal(2, _router.Route(SteeredStage.Deliver, 1));
        Assert.True(_router.IsSteered(SteeredStage.Deliver));
        Assert.False(_router.IsSteered(SteeredStage.Coalesce));
        Assert.Equal(1, _router.Counters.Moves);
    }

    [Fact]
    public void A_bucket_moves_on_when_its_last_frame_is_completed()
    {
        MoveTo(SteeredStage.Deliver, 2);
        _router.Sent(SteeredStage.Deliver, 1, 10);
        _placement.Want(SteeredStage.Deliver, 1, 1);
        Turn(SteeredStage.Deliver, 2, completed: 9);
        Assert.Equal(2, _router.Route(SteeredStage.Deliver, 1));
        Turn(SteeredStage.Deliver, 2, completed: 10);
        Assert.Equal(1, _router.Route(SteeredStage.Deliver, 1));
    }

    [Fact]
    public void Coalesce_leaves_when_what_was_coalesced_here_is_delivered_elsewhere()
    {
        MoveTo(SteeredStage.Deliver, 2);
        _router.Sent(SteeredStage.Deliver, 1, 10);
        _placement.Want(SteeredStage.Coalesce, 1, 1);
        Turn(SteeredStage.Deliver, 2, completed: 9);
        Assert.Equal(Placement.Inline, _router.Route(SteeredStage.Coalesce, 1));
        Turn(SteeredStage.Deliver, 2, completed: 10);
        Assert.Equal(1, _router.Route(SteeredStage.Coalesce, 1));
    }

    [Fact]
    public void A_bucket_that_does_not_drain_is_held_until_it_has()
    {
        MakeBusy();
        for (int turn = 0; turn < Patience; turn++)
        {
            Assert.Equal(2, _router.Route(SteeredStage.Deliver, 1));
            _router.BeginTurn();
        }

        Assert.Equal(BucketRouter.Hold, _router.Route(SteeredStage.Deliver, 1));
        Assert.Equal(1, _router.Holds);
        Turn(SteeredStage.Deliver, 2, completed: 10);
        Assert.Equal(1, _router.Route(SteeredStage.Deliver, 1));
        Assert.Equal(0, _router.Holds);
        Assert.Equal((2, 1, 0), (_router.Counters.Moves, _router.Counters.Holds, _router.Counters.Aborts));
    }

    [Fact]
    public void An_aborted_hold_goes_on_to_the_old_target_and_is_tried_again()
    {
        MakeBusy();
        for (int turn = 0; turn < Patience; turn++) _router.BeginTurn();
        _router.AbortHolds(SteeredStage.Deliver);
        Assert.Equal(2, _router.Route(SteeredStage.Deliver, 1));
        Assert.Equal((0, 1), (_router.Holds, _router.Counters.Aborts));
        for (int turn = 0; turn < Patience; turn++) _router.BeginTurn();
        Assert.Equal(BucketRouter.Hold, _router.Route(SteeredStage.Deliver, 1));
    }

    [Fact]
    public void A_move_that_is_wanted_no_more_ends_where_it_began()
    {
        MakeBusy();
        for (int turn = 0; turn < Patience; turn++) _router.BeginTurn();
        _placement.Want(SteeredStage.Deliver, 1, 2);
        _router.BeginTurn();
        Assert.Equal(2, _router.Route(SteeredStage.Deliver, 1));
        Assert.Equal((0, 1), (_router.Holds, _router.Counters.Moves));
    }

    [Fact]
    public void Only_so_many_buckets_are_held_at_a_time()
    {
        var placement = new Placement(workers: 3, buckets: 1024);
        var router = new BucketRouter(placement, Self, patience: Patience);
        for (int bucket = 0; bucket < 1024; bucket++) placement.Want(SteeredStage.Deliver, bucket, 2);
        router.BeginTurn();
        for (int bucket = 0; bucket < 1024; bucket++) router.Sent(SteeredStage.Deliver, bucket, 1);
        for (int bucket = 0; bucket < 1024; bucket++) placement.Want(SteeredStage.Deliver, bucket, 1);
        for (int turn = 0; turn < 10 * Patience; turn++) router.BeginTurn();
        Assert.Equal(BucketRouter.MostHolds, router.Holds);
        router.SetCompleted(SteeredStage.Deliver, 2, 1);
        router.BeginTurn();
        Assert.All(Enumerable.Range(0, 1024), bucket => Assert.Equal(1, router.Route(SteeredStage.Deliver, bucket)));
    }

    [Fact]
    public void A_turn_allocates_nothing()
    {
        MakeBusy();
        Churn(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Churn(10_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private void Churn(int turns)
    {
        for (int turn = 0; turn < turns; turn++)
        {
            _placement.Want(SteeredStage.Coalesce, turn % 8, turn % 3);
            Turn(SteeredStage.Deliver, 2, turn);
            _router.Sent(SteeredStage.Deliver, turn % 8, turn);
            _router.AbortHolds(SteeredStage.Deliver);
        }
    }

    /// <summary>Bucket 1 has frames at worker 2 and is wanted at worker 1.</summary>
    private void MakeBusy()
    {
        MoveTo(SteeredStage.Deliver, 2);
        _router.Sent(SteeredStage.Deliver, 1, 10);
        _placement.Want(SteeredStage.Deliver, 1, 1);
    }

    private void MoveTo(SteeredStage stage, int worker)
    {
        _placement.Want(stage, 1, worker);
        _router.BeginTurn();
        Assert.Equal(worker, _router.Route(stage, 1));
    }

    private void Turn(SteeredStage stage, int worker, long completed)
    {
        _router.SetCompleted(stage, worker, completed);
        _router.BeginTurn();
    }
}
