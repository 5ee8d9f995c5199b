/** Presses the button of the inject node `id` in the Node-RED at `url`, or has any node receive `message`. */
export async function inject(url: string, id: string, message?: object): Promise<void> {
  const response = await fetch(new URL(`inject/${id}`, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message === undefined ? {} : { __user_inject_props__: [], ...message }),
  });
  if (!response.ok) throw new Error(`the button of ${id} cannot be pressed: ${response.status}`);
}
