namespace Falcon.Steering.Tests.Routing;

/// <summary>An inbox of the model, with the positions that steering needs.</summary>
internal sealed class ModelInbox
{
    private readonly Queue<ModelFrame> _frames = [];

    public long Sent { get; private set; }

    public long Received { get; private set; }

    public long Completed { get; set; }

    public void Send(ModelFrame frame)
    {
        _frames.Enqueue(frame);
        Sent++;
    }

    public void Receive(int atMost, List<ModelFrame> into)
    {
        for (; atMost > 0 && _frames.TryDequeue(out ModelFrame frame); atMost--)
        {
            into.Add(frame);
            Received++;
        }
    }
}
