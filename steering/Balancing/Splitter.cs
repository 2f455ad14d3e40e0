using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Takes work from a hot worker until it is no busier than the others. The costliest buckets move first, to the Falcon paper's first
/// choice, or the second if the first has no room, or the least loaded worker if neither has. Of a bucket it moves what evens the loads
/// best, with the cost of hand-offs: Deliver alone, or Coalesce and Deliver. So a single elephant flow is split by stage, and many flows
/// are spread.
/// </summary>
internal sealed class Splitter(Placement placement, SteeringOptions options, TrafficMeter traffic, LoadModel model, Mover mover)
{
    /// <summary>
    /// A worker less than this above the mean keeps its work. Work goes only to a worker whose load is lower by this afterwards. So
    /// measuring errors move nothing. Share of a CPU.
    /// </summary>
    public const double Slack = 0.05;

    /// <summary>Moves work away from a worker and updates the model.</summary>
    public void Relieve(int hot)
    {
        foreach ((SteeredStage chain, int bucket, double work) in Candidates(hot))
        {
            if (!mover.MayMove || model.Loads[hot] <= model.Mean + Slack) return;
            MoveBest(chain, bucket, hot, work);
        }
    }

    /// <summary>The buckets that the worker works for and the share of a CPU that each costs, highest first.</summary>
    private IEnumerable<(SteeredStage Chain, int Bucket, double Work)> Candidates(int hot) =>
        from chain in SteeredStages.Chains.ToArray()
        from bucket in Enumerable.Range(0, placement.Buckets)
        let work = model.WorkAt(hot, chain, bucket, Place.Of(placement, chain, bucket))
        where work > 0 && IsSettled(chain, bucket)
        orderby work descending
        select (chain, bucket, work);

    private bool IsSettled(SteeredStage chain, int bucket) =>
        mover.IsSettled(chain, bucket) && (chain != SteeredStage.Coalesce || mover.IsSettled(SteeredStage.Deliver, bucket));

    private void MoveBest(SteeredStage chain, int bucket, int hot, double work)
    {
        var now = Place.Of(placement, chain, bucket);
        bool toContainers = chain == SteeredStage.Coalesce;
        Place[] places = [.. toContainers ? TowardsContainers(bucket, hot, work, now) : TowardsWire(bucket, hot, work, now)];
        // Moving work w from load a to load b saves 2w(a - b - w).
        Place best = Best(chain, bucket, now, places, 2 * work * Slack, _ => model.Imbalance);
        if (best == now && work > Slack)
            best = Best(chain, bucket, now, places, Slack, place => model.ExcessWithoutMice(chain, bucket, place));
        if (best == now) return;
        model.Move(chain, bucket, now, best);
        mover.Move(chain, bucket, best.First);
        if (toContainers) mover.Move(SteeredStage.Deliver, bucket, best.Deliver);
    }

    private Place Best(SteeredStage chain, int bucket, Place now, Place[] places, double leastGain, Func<Place, double> costOf)
    {
        Place best = now;
        double least = costOf(now) - leastGain;
        foreach (Place place in places)
        {
            model.Move(chain, bucket, now, place);
            double cost = costOf(place);
            if (cost < least) (best, least) = (place, cost);
            model.Move(chain, bucket, place, now);
        }

        return best;
    }

    private IEnumerable<Place> TowardsContainers(int bucket, int hot, double work, Place now)
    {
        bool deliverMoves = options.Deliver == StageMode.Auto && now.DeliverAt(hot) == hot;
        Place follow = deliverMoves ? now with { Deliver = Placement.Inline } : now;
        if (deliverMoves && IsWorthwhile(traffic.CostOf(SteeredStage.Deliver)))
        {
            if (now.Deliver == hot) yield return follow;
            yield return now with { Deliver = Target(SteeredStage.Deliver, bucket, hot, work) };
        }

        if (options.Coalesce != StageMode.Auto || now.FirstAt(hot) != hot) yield break;
        double follows = follow.Deliver == Placement.Inline ? traffic.CostOf(SteeredStage.Deliver) : 0;
        if (!IsWorthwhile(traffic.CostOf(SteeredStage.Coalesce) + follows)) yield break;
        if (now.First == hot) yield return follow with { First = Placement.Inline };
        yield return follow with { First = Target(SteeredStage.Coalesce, bucket, hot, work) };
    }

    private IEnumerable<Place> TowardsWire(int bucket, int hot, double work, Place now)
    {
        if (options.Encapsulate != StageMode.Auto || !IsWorthwhile(traffic.CostOf(SteeredStage.Encapsulate))) yield break;
        if (now.First == hot) yield return Place.Inline;
        yield return new Place(Target(SteeredStage.Encapsulate, bucket, hot, work), Placement.Inline);
    }

    /// <summary>Work that costs no more than its hand-off stays.</summary>
    private bool IsWorthwhile(double nanoseconds) => nanoseconds > options.HandOffNanoseconds;

    private int Target(SteeredStage stage, int bucket, int hot, double work)
    {
        int first = TwoChoices.First(stage, bucket, placement.Workers), second = TwoChoices.Second(stage, bucket, placement.Workers);
        if (HasRoom(first, hot, work)) return first;
        return HasRoom(second, hot, work) ? second : model.LeastLoaded;
    }

    private bool HasRoom(int worker, int hot, double work) => worker != hot && model.Loads[worker] + work <= options.LoadThreshold;
}
