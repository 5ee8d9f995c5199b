import '../../editor/form.css';

RED.nodes.registerType('esp8266-tcp-out', {
  category: 'network',
  color: '#3FADB5',
  defaults: {
    name: { value: '' },
  },
  inputs: 1,
  outputs: 0,
  align: 'right',
  icon: 'esp8266-tcp-out.svg',
  paletteLabel: function () {
    return this._('esp8266-tcp-out.palette');
  },
  label: function () {
    return this.name || this._('esp8266-tcp-out.palette');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  inputLabels: function () {
    return this._('esp8266-tcp-out.input');
  },
});
